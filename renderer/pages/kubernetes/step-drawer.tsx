import { memo, type ReactElement } from 'react';
import type { Evidence, RunAct, RunSnapshot, StepProgress, StepState } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import { titleOf, toneOfStep } from '../../state/run.ts';
import { logText } from '../../state/log-view.ts';
import { useStepLog } from '../../state/use-run.ts';
import { showStep, useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Log } from '../../ui/log.tsx';

const text = t.kubernetes.drawer;
const words = t.kubernetes.run;

interface RunDrawerProps {
  readonly run: RunSnapshot;
  readonly act: (what: RunAct) => void;
}

/** The drawer of the step that was chosen. It chooses for itself: nothing else is drawn anew when it opens. */
export function RunDrawer({ run, act }: RunDrawerProps): ReactElement | null {
  const shown = useView(({ shownStep }) => shownStep);
  const step = shown === '' ? undefined : run.steps.find(({ info }) => info.id === shown);
  return step === undefined ? null : <StepDrawer key={shown} dir={run.dir} runId={run.runId} step={step} act={act} />;
}

interface StepDrawerProps extends Pick<RunDrawerProps, 'act'> {
  readonly dir: string;
  readonly runId: string;
  readonly step: StepProgress;
}

/** One step on one node: what it does, what its check found, what was said while it was done. */
const StepDrawer = memo(function StepDrawer({ dir, runId, step, act }: StepDrawerProps): ReactElement {
  const { info, state, logBytes } = step;
  const log = useStepLog({ dir, runId, step: info.id, size: logBytes });
  const evidence = evidenceOf(state);
  return (
    <Drawer
      title={text.title(titleOf(info), info.on)}
      onClose={() => showStep('')}
      actions={
        <>
          <Chip tone={toneOfStep(state)}>{words.state(state)}</Chip>
          <span className="grow" />
          <StepActions
            state={state}
            onRetry={() => act({ type: 'retry', step: info.id })}
            onSkip={() => act({ type: 'skip', step: info.id })}
          />
          <CopyButton label={text.copyLog} text={() => logText(log)} />
        </>
      }
    >
      <div className="drawer-about">
        <Facts step={step} />
        {evidence === undefined ? null : <Found evidence={evidence} />}
      </div>
      <div className="drawer-log">
        {log.cut ? <p className="sub">{text.cut}</p> : null}
        <Log label={text.log} blocks={log.blocks} none={text.noLog} />
      </div>
    </Drawer>
  );
});

function evidenceOf(state: StepState): Evidence | undefined {
  if (state.kind === 'done' || state.kind === 'failed') return state.evidence;
  return state.kind === 'waiting' ? state.failure?.evidence : undefined;
}

function Facts({ step }: { readonly step: StepProgress }): ReactElement {
  const { info, state, attempts, startedAt, endedAt } = step;
  const rows = [
    [text.does, info.does],
    ...(state.kind === 'failed'
      ? [
          [text.cause, state.cause],
          [text.remedy, state.remedy],
        ]
      : []),
    ...(state.kind === 'blocked' ? [[text.heldUpBy, state.by.join(', ')]] : []),
    [text.attempts, attempts > 1 ? String(attempts) : undefined],
    [
      text.duration,
      startedAt === undefined || endedAt === undefined
        ? undefined
        : text.took((Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
    ],
  ];
  return (
    <dl className="facts">
      {rows.map(([name, value]) =>
        value === undefined ? null : (
          <div className="facts-row" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Found({ evidence }: { readonly evidence: Evidence }): ReactElement {
  return (
    <section className="stack-s" aria-label={text.found}>
      <h3>{text.found}</h3>
      <p className="wrap-anywhere">{evidence.summary}</p>
      {(evidence.said ?? []).map(({ command, output }, index) => (
        <pre className="code evidence" key={index} tabIndex={0} aria-label={command}>
          {`$ ${command}\n${output}`}
        </pre>
      ))}
    </section>
  );
}

interface StepActionsProps {
  readonly state: StepState;
  readonly onRetry: () => void;
  readonly onSkip: () => void;
}

/** What the engine would accept now (`run/not-now` otherwise). */
function StepActions({ state, onRetry, onSkip }: StepActionsProps): ReactElement {
  const mayRetry = state.kind === 'failed' || state.kind === 'skipped' || state.kind === 'cancelled';
  const maySkip = state.kind === 'failed' || state.kind === 'waiting' || state.kind === 'blocked';
  return (
    <>
      {maySkip ? (
        <Button size="small" onPress={onSkip}>
          {words.skip}
        </Button>
      ) : null}
      {mayRetry ? (
        <Button size="small" variant="primary" onPress={onRetry}>
          {words.retry}
        </Button>
      ) : null}
    </>
  );
}
