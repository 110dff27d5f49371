import type { ReactElement } from 'react';
import type { Evidence, RunAct, RunSnapshot, StepProgress, StepState } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import { titleOf, toneOfStep } from '../../state/run.ts';
import { useStepLog } from '../../state/use-run.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Modal } from '../../ui/modal.tsx';

const text = t.kubernetes.drawer;
const words = t.kubernetes.run;

interface StepDrawerProps {
  readonly run: RunSnapshot;
  readonly step: StepProgress;
  readonly act: (what: RunAct) => void;
  readonly onClose: () => void;
}

/** One step on one node: what it does, what its check found, what was said while it was done. */
export function StepDrawer({ run, step, act, onClose }: StepDrawerProps): ReactElement {
  const { info, state, logBytes } = step;
  const log = useStepLog({ dir: run.dir, runId: run.runId, step: info.id, size: logBytes });
  const evidence = evidenceOf(state);
  return (
    <Modal title={text.title(titleOf(info), info.on)} open onClose={onClose} wide>
      <div>
        <Chip tone={toneOfStep(state)}>{words.state(state)}</Chip>
      </div>
      <Facts step={step} />
      {evidence === undefined ? null : <Found evidence={evidence} />}
      <h3>{text.log}</h3>
      {log.cut ? <p className="sub">{text.cut}</p> : null}
      <pre className="code" tabIndex={0} aria-label={text.log}>
        {log.text === '' ? text.noLog : log.text}
      </pre>
      <div className="dialog-actions">
        <CopyButton label={text.copyLog} text={() => log.text} />
        <span className="grow" />
        <StepActions
          state={state}
          onRetry={() => act({ type: 'retry', step: info.id })}
          onSkip={() => act({ type: 'skip', step: info.id })}
        />
        <Button autoFocus onPress={onClose}>
          {t.shell.close}
        </Button>
      </div>
    </Modal>
  );
}

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
      {maySkip ? <Button onPress={onSkip}>{words.skip}</Button> : null}
      {mayRetry ? (
        <Button variant="primary" onPress={onRetry}>
          {words.retry}
        </Button>
      ) : null}
    </>
  );
}
