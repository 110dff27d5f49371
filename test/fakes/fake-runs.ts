/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import { SlipwayError } from '../../electron/contract/errors.ts';
import type {
  Evidence,
  PlannedStep,
  RunAct,
  RunSnapshot,
  StepInfo,
  StepProgress,
  StepState,
} from '../../electron/contract/runbook.ts';
import type { RunbookService } from '../../electron/contract/runbook-service.ts';
import type { FakeProjects } from './fake-projects.ts';
import { liveValue } from './live-value.ts';

export interface FakeRuns {
  readonly service: RunbookService;
  /** What was asked of the runs: kinds started, acts. */
  readonly asked: string[];
  /** Moves one step of the run. */
  move(step: string, state: StepState): void;
  /** Every step up to this one, in the order of the plan, is done. */
  doneBefore(step: string): void;
  /** The rest of the run is as described. */
  set(part: Partial<RunSnapshot>): void;
  readonly logs: Map<string, string>;
  /** What starting fails with, once. */
  failWith(error: SlipwayError): void;
}

export const evidence = (summary: string, output?: string): Evidence => ({
  done: true,
  summary,
  ...(output === undefined ? {} : { said: [{ command: 'kubectl get nodes', output }] }),
});

const done = (title: string): StepState => ({ kind: 'done', changed: true, evidence: evidence(`${title}: so it is.`) });

/** Runs in memory: steps as the recipes name them, moved by the test. */
export function fakeRuns(projects: FakeProjects): FakeRuns {
  const live = liveValue<RunSnapshot | null>(null);
  const asked: string[] = [];
  const logs = new Map<string, string>();
  let failure: SlipwayError | undefined;

  const current = (): RunSnapshot => {
    const run = live.get();
    if (run === null) throw new SlipwayError('run/not-running');
    return run;
  };
  const set = (part: Partial<RunSnapshot>): void => {
    const run = current();
    live.set({ ...run, ...part, revision: run.revision + 1 });
  };
  const withSteps = (change: (step: StepProgress) => StepProgress): void => {
    const steps = current().steps.map(change);
    const finished = steps.filter(({ state }) => state.kind === 'done' || state.kind === 'skipped').length;
    set({ steps, progress: { fraction: finished / steps.length, etaSeconds: (steps.length - finished) * 9 } });
  };
  const move = (id: string, state: StepState): void =>
    withSteps((step) =>
      step.info.id === id ? { ...step, state, attempts: 1, logBytes: logs.get(id)?.length ?? 0, ...timesOf(state) } : step,
    );

  const act = (what: RunAct): void => {
    asked.push('step' in what ? `${what.type} ${what.step}` : what.type);
    if (what.type === 'stop') set({ ended: { outcome: 'stopped', at: '2026-11-24T22:20:00Z' } });
    if (what.type === 'skip') move(what.step, { kind: 'skipped' });
    if (what.type === 'retry') move(what.step, { kind: 'checking' });
  };

  const service: RunbookService = {
    start: async ({ dir, kind, parameters = {} }) => {
      asked.push([kind, ...Object.values(parameters)].join(' '));
      const error = failure;
      failure = undefined;
      if (error !== undefined) throw error;
      live.set(newRun(dir, kind, stepsOf(projects, dir, kind)));
      return current();
    },
    plan: async ({ dir, kind }) => ({
      dir,
      kind,
      steps: stepsOf(projects, dir, kind).map((info, index): PlannedStep => ({
        info,
        verdict: index < 2 ? 'done' : 'would-run',
        evidence: { done: index < 2, summary: index < 2 ? 'It is so already.' : 'It is not so yet.' },
      })),
    }),
    current: async () => live.get(),
    act: async ({ act: what }) => {
      act(what);
      return current();
    },
    async *watch(_input, signal) {
      for await (const run of live.watch(signal)) if (run !== null) yield run;
    },
    log: async ({ step, offset }) => {
      const text = logs.get(step) ?? '';
      return { text: text.slice(offset), next: text.length, size: text.length };
    },
    lock: async () => null,
    history: async () => [],
  };
  return {
    service,
    asked,
    move,
    set,
    logs,
    doneBefore: (id) => {
      const { steps } = current();
      const end = steps.findIndex(({ info }) => info.id === id);
      const before = new Set(steps.slice(0, end).map(({ info }) => info.id));
      withSteps((step) => (before.has(step.info.id) ? { ...step, state: done(step.info.title), attempts: 1 } : step));
    },
    failWith: (error) => {
      failure = error;
    },
  };
}

const timesOf = (state: StepState): Partial<StepProgress> => ({
  startedAt: '2026-11-24T22:10:00Z',
  ...(state.kind === 'done' || state.kind === 'failed' ? { endedAt: '2026-11-24T22:10:42Z' } : {}),
});

const newRun = (dir: string, kind: string, infos: readonly StepInfo[]): RunSnapshot => ({
  runId: '20261124T221000Z-up',
  dir,
  kind,
  revision: 1,
  startedAt: '2026-11-24T22:10:00Z',
  resumed: 0,
  steps: infos.map((info) => ({ info, state: { kind: 'waiting' }, attempts: 0, logBytes: 0 })),
  progress: { fraction: 0 },
  stopping: false,
});

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
}

const perNode: readonly Draft[] = [
  { id: 'host/docker', title: 'Docker and its registry mirror', stage: 'host' },
  { id: 'host/binaries', title: 'kubelet, kubeadm, kubectl 1.23.17', stage: 'host' },
  { id: 'kubernetes/images', title: 'Images of Kubernetes', stage: 'kubernetes' },
];

/** About what `up` does on a HypriotOS cluster; any other kind has two steps on the cluster. */
function stepsOf(projects: FakeProjects, dir: string, kind: string): readonly StepInfo[] {
  const info = (draft: Draft, on: string, needs: readonly string[] = []): StepInfo => ({
    ...{ id: on === 'cluster' ? draft.id : `${draft.id}@${on}`, title: draft.title, on, needs, stage: draft.stage },
    ...{ weight: 10, timeoutMs: 300_000, does: `Makes it so: ${draft.title}.` },
  });
  if (kind !== 'up')
    return [
      info({ id: `${kind}/backup`, title: 'Backup to this computer', stage: kind }, 'cluster'),
      info({ id: `${kind}/work`, title: `The work of ${kind}`, stage: kind }, 'cluster', [`${kind}/backup`]),
    ];
  const nodes = projects.plan(dir).nodes.map(({ name }) => name);
  const [first = '', ...others] = nodes;
  const init = info({ id: 'kubernetes/init', title: 'Control plane initialised', stage: 'kubernetes' }, first);
  return [
    ...perNode.flatMap((draft) => nodes.map((node) => info(draft, node))),
    init,
    ...others.map((node) => info({ id: 'kubernetes/join', title: 'Joined', stage: 'kubernetes' }, node, [init.id])),
    info({ id: 'network/flannel', title: 'Pod network: flannel', stage: 'network' }, 'cluster', [init.id]),
    ...nodes.map((node) => info({ id: 'network/ready', title: 'Ready', stage: 'network' }, node)),
    info({ id: 'finish/kubeconfig', title: 'kubeconfig in the project', stage: 'finish' }, 'cluster'),
  ];
}
