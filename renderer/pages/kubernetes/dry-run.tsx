import type { ReactElement } from 'react';
import type { PlannedStep, RunPlan } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import type { Tone } from '../../state/rack-model.ts';
import { titleOf } from '../../state/run.ts';
import { useDryRun } from '../../state/use-run.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { FaultOf } from '../../ui/fault.tsx';

const text = t.kubernetes.prepare;
const tones: Readonly<Record<PlannedStep['verdict'], Tone>> = { done: 'ok', 'would-run': 'run', unknown: 'idle' };

/** The dry run: every check and no act, for each node. */
export function DryRun({ dir }: { readonly dir: string }): ReactElement {
  const dry = useDryRun(dir);
  return (
    <section className="panel" aria-label={text.preview}>
      <div className="panel-head">
        <div>
          <h2>{dry.data === undefined ? text.preview : text.previewTitle(...countsOf(dry.data))}</h2>
          <p className="sub">{dry.isPending ? text.previewBusy : text.previewHint}</p>
        </div>
        <Button busy={dry.isPending} onPress={() => dry.mutate('up')}>
          {dry.data === undefined ? text.preview : text.previewAgain}
        </Button>
      </div>
      <FaultOf thrown={dry.error} />
      {dry.data === undefined ? null : <Places plan={dry.data} />}
    </section>
  );
}

const countsOf = ({ steps }: RunPlan): [number, number] => {
  const done = steps.filter(({ verdict }) => verdict === 'done').length;
  return [steps.length - done, done];
};

function Places({ plan }: { readonly plan: RunPlan }): ReactElement {
  const places = [...new Set(plan.steps.map(({ info }) => info.on))];
  return (
    <>
      {places.map((place) => {
        const steps = plan.steps.filter(({ info }) => info.on === place);
        return (
          <div className="dry-place" key={place}>
            <Disclosure
              late
              open={places.length <= 4}
              summary={
                <>
                  <span className="strong">{place === 'cluster' ? text.onCluster : place}</span>
                  <span className="sub">{text.steps(steps.length)}</span>
                </>
              }
            >
              <ul className="dry-steps">
                {steps.map((step) => (
                  <li key={step.info.id}>
                    <Chip tone={tones[step.verdict]}>{text.verdict[step.verdict]}</Chip>
                    <span className="strong">{titleOf(step.info)}</span>
                    <span className="sub wrap-anywhere">{detailOf(step)}</span>
                  </li>
                ))}
              </ul>
            </Disclosure>
          </div>
        );
      })}
    </>
  );
}

const detailOf = (step: PlannedStep): string => {
  switch (step.verdict) {
    case 'done':
      return step.evidence.summary;
    case 'would-run':
      return step.info.does ?? step.evidence.summary;
    case 'unknown':
      return step.info.does ?? step.error.title;
  }
};
