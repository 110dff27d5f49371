import { errorFacts } from '../../../contract/errors.ts';
import { dueWork, type Work } from '../identity/due-work.ts';
import type { FleetEvent, FleetState } from '../identity/fleet-state.ts';
import type { DiscoveryPorts, ShownMachine } from './ports.ts';

export interface WorkerOptions {
  readonly ports: DiscoveryPorts;
  readonly state: () => FleetState;
  readonly dispatch: (event: FleetEvent) => void;
  readonly signal: AbortSignal;
}

export interface Worker {
  /** Starts what is due; called again and again. */
  tick(): void;
  /** Forgets when addresses were tried, so that all of them are due. */
  hurry(): void;
}

/** Connections being made at once. */
const limit = 48;
const maxTries = 4096;

/** Does what {@link dueWork} finds due, and tells how it went. */
export function createWorker(options: WorkerOptions): Worker {
  const { ports, state, signal } = options;
  const tries = new Map<string, number>();
  const underWay = new Set<string>();

  const start = (work: Work): void => {
    const key = `${work.kind} ${work.address}`;
    if (underWay.has(key) || underWay.size >= limit || signal.aborted) return;
    underWay.add(key);
    if (work.kind === 'probe') tries.set(work.address, ports.now());
    const done = work.kind === 'probe' ? probe(work, options) : logIn(work, options);
    void done.catch(ports.onFault).finally(() => underWay.delete(key));
  };
  return {
    tick: () => {
      if (tries.size > maxTries) tries.clear();
      for (const work of dueWork(state(), tries, ports.now())) start(work);
    },
    hurry: () => tries.clear(),
  };
}

async function probe({ address, depth }: Work & { readonly kind: 'probe' }, options: WorkerOptions): Promise<void> {
  const { ports, state, dispatch, signal } = options;
  const known = state().places.get(address)?.key;
  if (depth === 'pulse' && known !== undefined) {
    const banner = await ports.banner(address, signal);
    if (signal.aborted) return;
    if (banner === undefined || banner === known.banner) {
      dispatch({ type: banner === undefined ? 'silent' : 'alive', at: ports.now(), address });
      return;
    }
  }
  const shown = await ports.hostKey(address, signal).catch(() => undefined);
  if (!signal.aborted) tellKey(address, shown, options);
}

function tellKey(address: string, shown: ShownMachine | undefined, { ports, state, dispatch }: WorkerOptions): void {
  const at = ports.now();
  if (shown === undefined) {
    dispatch({ type: 'silent', at, address });
    return;
  }
  if (state().nodes.some(({ plannedAddress }) => plannedAddress === address))
    dispatch({ type: 'sighted', at, sighting: { how: 'planned-address', address, at: new Date(at).toISOString() } });
  dispatch({ type: 'key-shown', at, address, ...shown });
}

async function logIn({ address, node, connection }: Work & { readonly kind: 'login' }, options: WorkerOptions): Promise<void> {
  const { ports, state, dispatch, signal } = options;
  const key = state().places.get(address)?.key;
  if (key === undefined) return;
  const { hostKey, fingerprint } = key;
  try {
    const facts = await ports.login({ node, address, hostKey, connection }, signal);
    dispatch({ type: 'logged-in', at: ports.now(), address, fingerprint, ...facts });
  } catch (thrown) {
    if (!signal.aborted) dispatch({ type: 'login-failed', at: ports.now(), address, fingerprint, error: errorFacts(thrown) });
  }
}
