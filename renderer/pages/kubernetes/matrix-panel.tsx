import { memo, useMemo, type ReactElement } from 'react';
import type { StepProgress } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import { matrixOf, tallyOf, titleOf, toneOfStep, type Matrix, type MatrixRow } from '../../state/run.ts';
import type { Tone } from '../../state/rack-model.ts';
import { showStep, useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { StateGlyph } from '../../ui/state-glyph.tsx';

const text = t.kubernetes.run;

/** With more nodes than this, a row sums them up: nobody reads a hundred columns. */
const maxColumns = 9;

interface MatrixPanelProps {
  readonly steps: readonly StepProgress[];
}

/** Steps × nodes; every field opens what was run there. What else changes on the page is nothing to it. */
export const MatrixPanel = memo(function MatrixPanel({ steps }: MatrixPanelProps): ReactElement {
  const matrix = useMemo(() => matrixOf(steps), [steps]);
  return (
    <section className="panel" aria-label={text.matrix}>
      {matrix.columns.length > maxColumns ? <SummedRows rows={matrix.rows} /> : <Columns matrix={matrix} />}
    </section>
  );
});

function Columns({ matrix: { columns, rows } }: { readonly matrix: Matrix }): ReactElement {
  return (
    <div className="scroll-x">
      <table className="table matrix">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{text.step}</span>
            </th>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {column === 'cluster' ? text.cluster : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.title}</th>
              {columns.map((column) => (
                <td key={column}>
                  <Cell step={row.cells.get(column)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ step }: { readonly step: StepProgress | undefined }): ReactElement {
  if (step === undefined) return <span className="visually-hidden">{text.none}</span>;
  return <StepButton step={step} size="icon" />;
}

const order: readonly Tone[] = ['bad', 'run', 'warn', 'idle', 'ok'];

/** One line a step: how many nodes are where; the nodes themselves on demand, those that need somebody first. */
function SummedRows({ rows }: { readonly rows: readonly MatrixRow[] }): ReactElement {
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.key} className="summed-row">
          <Disclosure late summary={<SummedHead row={row} />}>
            <div className="summed-cells">
              {[...row.cells.values()]
                .sort((left, right) => order.indexOf(toneOfStep(left.state)) - order.indexOf(toneOfStep(right.state)))
                .map((step) => (
                  <StepButton key={step.info.id} step={step} size="small" />
                ))}
            </div>
          </Disclosure>
        </li>
      ))}
    </ul>
  );
}

function SummedHead({ row }: { readonly row: MatrixRow }): ReactElement {
  const tally = tallyOf(row);
  return (
    <span className="summed-head">
      <span className="strong grow">{row.title}</span>
      {order
        .filter((tone) => tally[tone] > 0)
        .map((tone) => (
          <Chip key={tone} tone={tone}>
            {text.counts[tone](tally[tone])}
          </Chip>
        ))}
    </span>
  );
}

interface StepButtonProps {
  readonly step: StepProgress;
  /** The small one names its node; the icon stands in the node's column. */
  readonly size: 'icon' | 'small';
}

/** Drawn anew only when its step changed, or its drawer opens or closes: of 256 a few do at a time. */
const StepButton = memo(function StepButton({ step: { info, state }, size }: StepButtonProps): ReactElement {
  const isShown = useView(({ shownStep }) => shownStep === info.id);
  return (
    <Button
      size={size}
      variant="quiet"
      aria-label={text.cell(titleOf(info), info.on, text.state(state))}
      aria-current={isShown}
      onPress={() => showStep(info.id)}
    >
      <StateGlyph tone={toneOfStep(state)} />
      {size === 'small' ? info.on : null}
    </Button>
  );
});
