import { memo, type ReactElement } from 'react';
import type { BurninNode, BurninSnapshot } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { gradeTones } from '../../state/burnin.ts';
import type { Tone } from '../../state/rack-model.ts';
import { Chip } from '../../ui/chip.tsx';
import { StateGlyph } from '../../ui/state-glyph.tsx';

const text = t.burnin;

/** A verdict for each node, with every remark it rests on; while it runs, what the node is doing. */
export function VerdictsPanel({ burnin }: { readonly burnin: BurninSnapshot }): ReactElement {
  const { verdicts, running } = text;
  return (
    <section className="panel" aria-label={verdicts.title}>
      <div className="panel-head">
        <h2>{verdicts.title}</h2>
        <p className="sub">{running.state[burnin.state]}</p>
      </div>
      <ul>
        {burnin.nodes.map((node) => (
          <Verdict key={node.node} node={node} />
        ))}
      </ul>
    </section>
  );
}

const Verdict = memo(function Verdict({
  node: { node, model, phase, verdict, stress, notes },
}: {
  readonly node: BurninNode;
}): ReactElement {
  const { verdicts } = text;
  const judged = phase.kind === 'done' || phase.kind === 'lost' || phase.kind === 'stopped';
  const tone: Tone = phase.kind === 'lost' ? 'bad' : judged ? gradeTones[verdict.grade] : 'run';
  // The summary is often the weightiest remark: it is not said twice.
  const isSummed = judged && phase.kind !== 'lost';
  const summed = isSummed ? verdict.remarks.find(({ message }) => message === verdict.summary) : undefined;
  return (
    <li className="verdict-row">
      <StateGlyph tone={tone} />
      <div className="fleet-name">
        <p className="strong">{node}</p>
        <p className="sub">{model}</p>
      </div>
      <div className="stack-s">
        <p>{isSummed ? verdict.summary : text.phase(phase)}</p>
        {summed?.source === undefined ? null : <p className="sub wrap-anywhere">{`${verdicts.source}: ${summed.source}`}</p>}
        <ul className="tries">
          {verdict.remarks
            .filter((remark) => remark !== summed)
            .map(({ code, message, source }) => (
              <li key={`${code} ${message}`}>
                {message}
                {source === undefined ? null : ` (${verdicts.source}: ${source})`}
              </li>
            ))}
          {(stress?.flags ?? []).map((flag) => (
            <li key={flag}>{text.flag[flag]}</li>
          ))}
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </div>
      {judged ? <Chip tone={gradeTones[verdict.grade]}>{verdicts.grade[verdict.grade]}</Chip> : <span />}
    </li>
  );
});
