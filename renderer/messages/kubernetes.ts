import type { PlannedStep, RunOutcome, StepState } from '../../electron/contract/runbook.ts';
import { duration, plural, timeLeft } from './format.ts';

const tracks: Readonly<Record<string, { readonly name: string; readonly means: string }>> = {
  auto: { name: 'Let Slipway choose', means: 'By boards and images; chosen anew when they change.' },
  kubeadm: { name: 'kubeadm', means: 'The current Kubernetes with containerd. 64-bit systems with cgroup v2.' },
  'kubeadm-docker': { name: 'kubeadm with Docker', means: 'For HypriotOS as it is. Ends at 1.23, which gets no more fixes.' },
  k3s: { name: 'k3s', means: 'The current Kubernetes in one small program. 32-bit boards and little memory.' },
};

const networks: Readonly<Record<string, { readonly name: string; readonly means: string }>> = {
  flannel: { name: 'flannel', means: 'Small, runs on every board. No network policies.' },
  calico: { name: 'Calico', means: 'Network policies. 64-bit only, 150 to 250 MB on each node.' },
  cilium: { name: 'Cilium', means: 'Policies and insight by eBPF. 64-bit only, 400 MB and more on each node.' },
  'kube-router': { name: 'kube-router', means: 'Policies and routes without an overlay, 250 MB on each node.' },
  'host-routes': { name: 'Plain routes', means: 'No image at all and the fastest; every node has to be on one wire.' },
  manifest: { name: 'Your own manifest', means: 'Named in cluster.yaml by its address and SHA-256; you vouch for it.' },
};

const named = (table: typeof tracks, id: string): { readonly name: string; readonly means: string } =>
  table[id] ?? { name: id, means: '' };

export const kubernetes = {
  title: 'Start Kubernetes',
  prepare: {
    title: 'How should Kubernetes run?',
    lead: 'Slipway chose by your boards and images. Change what you like: cluster.yaml keeps it, comments and all.',
    why: (track: string, version: string) => `Why ${version} with ${track}?`,
    because: (reason: string) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    chosenByPlan: 'The plan says so.',
    source: 'Where this comes from',
    change: 'Choose another way',
    track: 'How it is installed',
    trackName: (id: string) => named(tracks, id).name,
    trackMeans: (id: string) => named(tracks, id).means,
    version: 'Version',
    versionHint: (version: string) => `auto: ${version} now. With its patch, such as ${version}.`,
    cni: 'Pod network',
    networkName: (id: string) => named(networks, id).name,
    networkMeans: (id: string) => named(networks, id).means,
    layout: 'Control plane',
    layoutFacts: (planes: number, workers: number) =>
      planes === 1
        ? `One control plane and ${plural(workers, 'worker')}. If it fails, pods go on running, but nothing can be changed until it is back.`
        : `${plural(planes, 'control plane')} and ${plural(workers, 'worker')}, behind one address. ${String(Math.floor((planes - 1) / 2))} may fail.`,
    layoutEven: 'An even number bears no more failures than one less, and has one more that can fail.',
    layoutChange: 'Change roles in the plan',
    speaksAgainst: 'What speaks against it',
    preview: 'What would be done?',
    previewAgain: 'Ask again',
    previewHint: 'Asks every node what is there already. Changes nothing.',
    previewBusy: 'Asking the nodes …',
    previewTitle: (change: number, done: number) =>
      change === 0
        ? `Nothing: all ${plural(done, 'step')} hold already`
        : `${plural(change, 'step')} would change something, ${plural(done, 'step')} hold already`,
    verdict: { done: 'holds', 'would-run': 'would run', unknown: 'shows later' } satisfies Record<PlannedStep['verdict'], string>,
    steps: (steps: number) => plural(steps, 'step'),
    onCluster: 'the cluster as a whole',
    errors: 'The choice has errors.',
    start: 'Start Kubernetes',
    resume: 'Go on',
    last: {
      done: 'The last run is done.',
      failed: 'The last run failed. It goes on from what is true on the nodes.',
      stopped: 'The last run was stopped. It goes on from what is true on the nodes.',
    } satisfies Record<RunOutcome, string>,
  },
  locked: {
    title: 'Somebody else is at work on this cluster.',
    take: 'Take over …',
    takeTitle: 'Take the cluster over?',
    takeLead: 'The other one stops at its next step. Do this only when you know that it is gone, or that it may stop.',
    takeNow: 'Take over and start',
    keep: 'Leave it alone',
  },
  run: {
    lead: (done: number, all: number) =>
      `${String(done)} of ${plural(all, 'step')} hold. Each is checked, made so, and checked again; you can close Slipway and come back.`,
    title: {
      up: 'Start Kubernetes',
      smoke: 'Try the cluster',
      down: 'Take the cluster down',
      'reset-node': 'Reset a node',
    } as Readonly<Record<string, string>>,
    ended: {
      done: 'Everything holds.',
      failed: 'Some steps failed. What was done stays done.',
      stopped: 'Stopped. What was done stays done.',
    } satisfies Record<RunOutcome, string>,
    resumed: (times: number) => `Picked up again ${plural(times, 'time')} after Slipway had ended.`,
    progress: 'Progress of the run',
    limit: (who: string, what: string) => `waits for ${who}: ${what}`,
    left: (seconds: number) => timeLeft(seconds),
    matrix: 'Steps and nodes',
    step: 'Step',
    cluster: 'cluster',
    cell: (step: string, on: string, state: string) => `${step}, ${on}: ${state}`,
    none: 'not on this node',
    counts: {
      ok: (count: number) => `${String(count)} done`,
      run: (count: number) => `${String(count)} under way`,
      bad: (count: number) => `${String(count)} failed`,
      warn: (count: number) => `${String(count)} held up`,
      idle: (count: number) => `${String(count)} waiting`,
    },
    now: 'Now',
    state: (state: StepState): string => {
      switch (state.kind) {
        case 'waiting':
          return state.retryAt === undefined ? 'waiting' : 'tried again soon';
        case 'blocked':
          return 'held up';
        case 'checking':
          return 'checking';
        case 'acting':
          return 'working';
        case 'done':
          return state.changed ? 'done' : 'was so already';
        case 'failed':
          return 'failed';
        case 'skipped':
          return 'left out';
        case 'cancelled':
          return 'stopped';
      }
    },
    failures: 'What needs you',
    moreFailures: (count: number) => `And ${plural(count, 'more step')} that failed; the table shows them.`,
    retry: 'Retry',
    retryLabel: (step: string, on: string) => `Retry ${step} on ${on}`,
    retryAll: 'Retry all that failed',
    skip: 'Leave this step out',
    skipLabel: (step: string, on: string) => `Leave this step out: ${step} on ${on}`,
    show: 'Show what was run',
    showLabel: (step: string, on: string) => `Show what was run: ${step} on ${on}`,
    stop: 'Stop',
    stopping: 'Stopping …',
    close: 'Back to the choices',
    toCluster: 'See the cluster',
    say: {
      failed: (step: string, on: string) => `${step} failed on ${on}.`,
      done: 'Kubernetes runs.',
      ended: 'The run has ended.',
    },
  },
  drawer: {
    title: (step: string, on: string) => `${step} · ${on}`,
    does: 'What it does',
    found: 'What the check found',
    cause: 'Cause',
    remedy: 'Remedy',
    attempts: 'Attempts',
    took: (seconds: number) => duration(seconds),
    duration: 'Took',
    heldUpBy: 'Held up by',
    log: 'Log',
    noLog: 'Nothing was said yet.',
    cut: 'The beginning is left out; the whole log is in the project folder.',
    copyLog: 'Copy the log',
  },
} as const;
