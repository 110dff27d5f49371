import type { FleetEvent, FleetState } from '../../fleet/identity/fleet-state.ts';
import { nodeOfKey } from '../../fleet/identity/machines.ts';
import { appendJournal } from '../../project/journal.ts';

type LoggedIn = Extract<FleetEvent, { readonly type: 'logged-in' }>;

export interface FleetJournal {
  /** Notes an adoption: the first of this engine, or one at a new address or with another key. */
  loggedIn(state: FleetState, event: LoggedIn): void;
  /** Resolves when every event is on disk. */
  settled(): Promise<void>;
}

/** Writes who was adopted into the project's journal. */
export function createFleetJournal(dir: string, onFault: (thrown: unknown) => void): FleetJournal {
  const noted = new Map<string, string>();
  let queue = Promise.resolve();
  return {
    loggedIn: (state, { address, fingerprint, machineId, at }) => {
      const node = nodeOfKey(state, fingerprint);
      // A login only to tell two places apart adopts neither.
      const kind = state.standings.get(node?.node ?? '')?.state.kind;
      if (kind === 'found' || kind === 'duplicate') return;
      const fact = `${address} ${fingerprint} ${machineId}`;
      if (node === undefined || noted.get(node.node) === fact) return;
      noted.set(node.node, fact);
      const event = {
        type: 'node-adopted',
        at: new Date(at).toISOString(),
        node: node.node,
        address,
        fingerprint,
        machineId,
      } as const;
      queue = queue.then(() => appendJournal(dir, event)).catch(onFault);
    },
    settled: () => queue,
  };
}
