import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { FleetSnapshot } from '../../contract/fleet.ts';
import { argument, type Command } from '../command.ts';
import { fleetTable, isStuck, isThere } from '../fleet/words.ts';

/** Enough for a node that is up to show its key and take a login. */
const patienceMs = 6000;

export const statusCommand: Command = {
  name: 'status',
  usage: 'DIR',
  summary: 'who is there now, in one table; exit 0 only when every node is',
  options: {},
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const { fleet } = await context.services();
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]);
    let last: FleetSnapshot | undefined;
    for await (const snapshot of fleet.watch({ dir }, signal)) {
      last = snapshot;
      if (snapshot.nodes.every((node) => isThere(node) || isStuck(node))) break;
    }
    if (context.signal.aborted) throw new SlipwayError('engine/cancelled');
    const snapshot = last ?? (await fleet.look({ dir }));
    context.output.result({ type: 'status', ...snapshot }, fleetTable(snapshot));
    return snapshot.nodes.every(isThere) ? 0 : 1;
  },
};
