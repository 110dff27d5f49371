import type { RunSnapshot, StepProgress } from '../../electron/contract/runbook.ts';

export const isUnderWay = ({ state }: StepProgress): boolean => state.kind === 'checking' || state.kind === 'acting';

/** Where a node stands on its way into the cluster, by the run that takes it there. */
export type MemberState = 'preparing-node' | 'joining' | 'joined' | 'member' | 'not-ready' | 'needs-you';

export interface Membership {
  readonly state: MemberState;
  /** Of its steps, by weight; undefined when nothing is under way. */
  readonly fraction: number | undefined;
}

/** Each node's way, as far as the steps on it have come. Runs of other kinds say nothing about it. */
export function membershipOf(run: RunSnapshot | null | undefined): ReadonlyMap<string, Membership> {
  if (run?.kind !== 'up') return new Map();
  const byNode = new Map<string, StepProgress[]>();
  for (const step of run.steps)
    if (step.info.on !== 'cluster') {
      const steps = byNode.get(step.info.on);
      if (steps === undefined) byNode.set(step.info.on, [step]);
      else steps.push(step);
    }
  const goesOn = run.ended === undefined;
  return new Map([...byNode].flatMap(([node, steps]) => way(node, steps, goesOn)));
}

function way(node: string, steps: readonly StepProgress[], goesOn: boolean): readonly (readonly [string, Membership])[] {
  const all = steps.reduce((sum, { info }) => sum + info.weight, 0);
  const done = steps.reduce((sum, { info, state }) => sum + (state.kind === 'done' ? info.weight : 0), 0);
  const state = memberState(steps);
  if (state === undefined || (state === 'preparing-node' && !goesOn)) return [];
  return [[node, { state, fraction: goesOn && done < all && state !== 'needs-you' ? done / all : undefined }]];
}

/** `network/ready` is the recipes' last word on a node; `init` and `join` are how it gets in. */
function memberState(steps: readonly StepProgress[]): MemberState | undefined {
  const stepOf = (...names: readonly string[]): StepProgress | undefined =>
    steps.find(({ info }) => names.some((name) => info.id.startsWith(`${name}@`)));
  const [enter, ready] = [stepOf('kubernetes/init', 'kubernetes/join', 'k3s/server', 'k3s/agent'), stepOf('network/ready')];
  if (steps.some(({ state }) => state.kind === 'failed')) return 'needs-you';
  if (ready?.state.kind === 'done') return 'member';
  if (enter?.state.kind === 'done') return 'joined';
  if (enter !== undefined && isUnderWay(enter)) return 'joining';
  return steps.some(({ state }) => state.kind !== 'waiting' && state.kind !== 'cancelled') ? 'preparing-node' : undefined;
}
