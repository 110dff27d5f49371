import type { RunSnapshot, StepProgress, StepState } from '../../contract/runbook.ts';

/** What there is to say since the snapshot before: a line for each step that came to another state. */
export function runNews(before: RunSnapshot | undefined, now: RunSnapshot): readonly string[] {
  const states = new Map(before?.steps.map(({ info, state }) => [info.id, stateKey(state)]));
  return now.steps.flatMap((step) => {
    const line = states.get(step.info.id) === stateKey(step.state) ? undefined : stepLine(step);
    return line === undefined ? [] : [line];
  });
}

/** A step that waits for its next attempt is news each time. */
const stateKey = (state: StepState): string => (state.kind === 'waiting' ? `waiting ${state.retryAt ?? ''}` : state.kind);

function stepLine({ info, state }: StepProgress): string | undefined {
  const head = `${info.on}: ${info.title}`;
  switch (state.kind) {
    case 'acting':
      return `${head} …`;
    case 'done':
      return state.changed ? `${head}: ${state.evidence.summary}` : undefined;
    case 'failed':
      return `${head} FAILED: ${state.cause} → ${state.remedy}`;
    case 'waiting':
      return state.retryAt === undefined
        ? undefined
        : `${head} did not succeed and is tried again: ${state.failure?.cause ?? ''}`;
    case 'blocked':
    case 'checking':
    case 'skipped':
    case 'cancelled':
      return undefined;
  }
}

/** `42 % · about 70 s left · k2: Container images` */
export function runProgress({ progress, steps }: RunSnapshot): string {
  const busy = steps.filter(({ state }) => state.kind === 'acting' || state.kind === 'checking');
  const [first] = busy;
  const parts = [
    `${Math.floor(progress.fraction * 100)} %`,
    progress.etaSeconds === undefined ? '' : `about ${Math.ceil(progress.etaSeconds)} s left`,
    first === undefined ? '' : `${first.info.on}: ${first.info.title}`,
    busy.length > 1 ? `and ${busy.length - 1} more` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** How a run ended, in one sentence and a line for each failure. */
export function runSummary({ kind, steps, ended }: RunSnapshot): string {
  const of = (wanted: StepState['kind']): readonly StepProgress[] => steps.filter(({ state }) => state.kind === wanted);
  const changed = of('done').filter(({ state }) => state.kind === 'done' && state.changed).length;
  const counts = `${of('done').length} of ${steps.length} steps done, ${changed} of them by this run`;
  const failures = of('failed').map((step) => `  ${stepLine(step) ?? ''}`);
  const usable = kind === 'up' && ended?.outcome === 'failed' ? [usableText(steps)] : [];
  return [`${kind}: ${ended?.outcome ?? 'going on'}; ${counts}.`, ...failures, ...usable].join('\n');
}

/** A cluster that lacks a node is a cluster: says which nodes are Ready, and which are not. */
function usableText(steps: readonly StepProgress[]): string {
  const ready = steps.filter(({ info }) => info.id.startsWith('network/ready@'));
  const names = (isDone: boolean): readonly string[] =>
    ready.filter(({ state }) => (state.kind === 'done') === isDone).map(({ info }) => info.on);
  if (names(true).length === 0) return 'No node is Ready.';
  return `The cluster is usable: ${names(true).join(', ')} Ready. Not in it: ${names(false).join(', ')}.`;
}
