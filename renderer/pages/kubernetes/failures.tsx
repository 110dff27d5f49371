import type { ReactElement } from 'react';
import type { RunAct, RunSnapshot, StepProgress } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import { failedSteps, titleOf } from '../../state/run.ts';
import { showStep } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Prose } from '../../ui/prose.tsx';

const text = t.kubernetes.run;

/** More than these are told as a number: the table shows where they are. */
const shownAtOnce = 5;

interface FailuresProps {
  readonly run: RunSnapshot;
  readonly act: (what: RunAct) => void;
}

/** Each step that failed: what is the matter, what to do about it, and the buttons to do it. */
export function Failures({ run, act }: FailuresProps): ReactElement | null {
  const failed = failedSteps(run);
  if (failed.length === 0) return null;
  return (
    <section className="stack-s" aria-label={text.failures}>
      {failed.slice(0, shownAtOnce).map((step) => (
        <Failure key={step.info.id} step={step} act={act} />
      ))}
      {failed.length > shownAtOnce ? <p className="sub">{text.moreFailures(failed.length - shownAtOnce)}</p> : null}
      {failed.length > 1 ? (
        <div>
          <Button onPress={() => act({ type: 'retry-failed' })}>{text.retryAll}</Button>
        </div>
      ) : null}
    </section>
  );
}

function Failure({ step, act }: Omit<FailuresProps, 'run'> & { readonly step: StepProgress }): ReactElement | null {
  const { info, state } = step;
  if (state.kind !== 'failed') return null;
  return (
    <div className="panel panel-pad stack-s" role="alert">
      <p className="wrap-anywhere">
        <Chip tone="bad" icon="alert">
          {info.on}
        </Chip>{' '}
        <span className="strong">{titleOf(info)}.</span> <Prose text={state.cause} />
      </p>
      <p className="sub wrap-anywhere">
        <Prose text={state.remedy} />
      </p>
      <div className="row-wrap">
        <Button
          variant="primary"
          aria-label={text.retryLabel(titleOf(info), info.on)}
          onPress={() => act({ type: 'retry', step: info.id })}
        >
          {text.retry}
        </Button>
        <Button aria-label={text.skipLabel(titleOf(info), info.on)} onPress={() => act({ type: 'skip', step: info.id })}>
          {text.skip}
        </Button>
        <Button aria-label={text.showLabel(titleOf(info), info.on)} onPress={() => showStep(info.id)}>
          {text.show}
        </Button>
      </div>
    </div>
  );
}
