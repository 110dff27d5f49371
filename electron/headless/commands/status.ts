import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { FleetSnapshot } from '../../contract/fleet.ts';
import type { Services } from '../../contract/services.ts';
import { argument, type Command } from '../command.ts';
import { withinTime } from '../within-time.ts';
import { fleetTable, isStuck, isThere } from '../fleet/words.ts';

/** Enough for a node that is up to take a login, and for one that is gone to miss three probes. */
const patienceMs = 12_000;

export const statusCommand: Command = {
  name: 'status',
  usage: 'DIR',
  summary: 'who is there now, in one table; exit 0 only when every node is',
  options: {},
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const { fleet } = await context.services();
    const snapshot = await withinTime(context.signal, patienceMs, (signal) => settled(fleet, dir, signal));
    if (context.signal.aborted) throw new SlipwayError('engine/cancelled');
    context.output.result({ type: 'status', ...snapshot }, fleetTable(snapshot));
    return snapshot.nodes.every(isThere) ? 0 : 1;
  },
};

/** The fleet when every node is there or needs a person, or when the time is over. */
async function settled(fleet: Services['fleet'], dir: string, signal: AbortSignal): Promise<FleetSnapshot> {
  let last: FleetSnapshot | undefined;
  for await (const snapshot of fleet.watch({ dir }, signal)) {
    last = snapshot;
    if (snapshot.nodes.every((node) => isThere(node) || isStuck(node))) break;
  }
  return last ?? fleet.look({ dir });
}
