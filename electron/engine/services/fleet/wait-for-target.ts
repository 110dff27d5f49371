import { SlipwayError } from '../../../contract/errors.ts';
import type { FleetNode } from '../../../contract/fleet.ts';
import type { NodeTarget } from '../../fleet/ssh/target.ts';
import type { FleetDesk } from './desk.ts';

/**
 * How long a node is looked for that nobody has found yet. One whose card this project never wrote is hardly there (it is,
 * when the folder came from another computer without its journal): a dry run before the first card must not wait for it.
 */
const patienceMs = { expected: 15_000, unwritten: 3_000 };

/** Waits until a node is there and nothing speaks against it. Errors: see `FleetRoom.target`. */
export async function waitForTarget(desk: FleetDesk, name: string): Promise<NodeTarget> {
  const { plan } = desk.plan();
  if (!plan.nodes.some((node) => node.name === name)) throw new SlipwayError('plan/unknown-node', name);
  const leave = desk.hold();
  try {
    const node = await nodeWhenSettled(desk, name);
    const problem = problemOf(node);
    if (problem !== undefined) throw problem;
    const keys = desk.plan().keys.get(name)?.hostKeys ?? [];
    return { node: name, addresses: node.addresses, user: plan.login.user, hostKeys: keys };
  } finally {
    leave();
  }
}

async function nodeWhenSettled(desk: FleetDesk, name: string): Promise<FleetNode> {
  const early = await lookFor(desk, name, patienceMs.unwritten);
  if (isSettled(early) || early.state.kind === 'planned') return early;
  return lookFor(desk, name, patienceMs.expected - patienceMs.unwritten);
}

/** The node as it is when nothing is open about it any more, or when the time is up. */
async function lookFor(desk: FleetDesk, name: string, timeoutMs: number): Promise<FleetNode> {
  const nodeNow = (): FleetNode => {
    const node = desk.snapshot().nodes.find(({ node }) => node === name);
    if (node === undefined) throw new SlipwayError('plan/unknown-node', name);
    return node;
  };
  for await (const _news of desk.feed.watch(AbortSignal.timeout(timeoutMs))) if (isSettled(nodeNow())) break;
  return nodeNow();
}

const isSettled = ({ state }: FleetNode): boolean =>
  ['adopted', 'ready', 'duplicate', 'cloned'].includes(state.kind) || (state.kind === 'found' && state.login !== undefined);

/** Why nothing may be said to this node now. */
function problemOf({ node, state, says }: FleetNode): SlipwayError | undefined {
  switch (state.kind) {
    case 'adopted':
    case 'ready':
      return undefined;
    case 'found':
      return state.login === undefined
        ? new SlipwayError('fleet/not-adopted', `${node}: ${says.text}`)
        : new SlipwayError(state.login.code, `${node}: ${state.login.detail}`, { fix: state.login.fix });
    case 'duplicate':
      return new SlipwayError('fleet/ambiguous', `${node}: ${says.text}`);
    case 'cloned':
      return new SlipwayError('fleet/cloned', `${node}: ${says.text}`);
    case 'wrong-host-key':
      return new SlipwayError('ssh/wrong-host-key', `${node}: ${says.text}`);
    case 'planned':
    case 'card-written':
    case 'waiting-for-boot':
    case 'lost':
      return new SlipwayError('fleet/not-found', `${node}: ${says.text}`);
  }
}
