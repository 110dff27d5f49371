import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedPlan } from '../../../contract/plan.ts';
import type { CallSecret } from '../../fleet/discovery/phone-home/judge.ts';
import type { PlannedNode } from '../../fleet/identity/fleet-state.ts';
import { fingerprint, keyBlob } from '../../fleet/ssh/host-key.ts';
import { readJournal, type JournalEvent } from '../../project/journal.ts';
import { readNodeKeys, type NodeKeys } from '../../project/node-keys.ts';

/** A plan with what the project knows of its nodes. */
export interface FleetPlan {
  readonly plan: ResolvedPlan;
  readonly keys: ReadonlyMap<string, NodeKeys>;
  readonly nodes: readonly PlannedNode[];
}

/** Errors: `project/damaged`, `project/newer-version`. */
export async function readFleetPlan(dir: string, plan: ResolvedPlan): Promise<FleetPlan> {
  const [keys, events] = await Promise.all([readNodeKeys(dir, plan), readJournal(dir)]);
  const nodes = plan.nodes.map(({ name, role, board, address }): PlannedNode => {
    const isStatic = plan.network.addressing === 'static' && address !== undefined;
    return {
      node: name,
      role,
      board,
      fingerprints: fingerprintsOf(keys.get(name)),
      ...(isStatic ? { plannedAddress: address.replace(/\/.*$/, '') } : {}),
      ...pastOf(events, name),
    };
  });
  return { plan, keys, nodes };
}

const fingerprintsOf = (keys: NodeKeys | undefined): readonly string[] =>
  (keys?.hostKeys ?? []).flatMap((line) => {
    const blob = keyBlob(line);
    return blob === undefined ? [] : [fingerprint(blob)];
  });

/** Its last finished card, and its last adoption unless it was forgotten or its card written since. */
function pastOf(events: readonly JournalEvent[], node: string): Pick<PlannedNode, 'cardWrittenAt' | 'adopted'> {
  let past: { cardWrittenAt?: number; adopted?: NonNullable<PlannedNode['adopted']> } = {};
  for (const event of events) {
    if (event.node !== node) continue;
    const at = Date.parse(event.at);
    if (event.type === 'card-done') past = { cardWrittenAt: at };
    if (event.type === 'node-adopted') past = { ...past, adopted: { at, address: event.address } };
    if (event.type === 'node-forgotten') past = past.cardWrittenAt === undefined ? {} : { cardWrittenAt: past.cardWrittenAt };
  }
  return past;
}

/** Changes whenever plan, keys or journal were written: cards are written and plans edited while somebody looks. */
export async function projectStamp(dir: string): Promise<string> {
  const paths = ['cluster.yaml', 'journal.jsonl', 'keys'].map((name) => join(dir, name));
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.join(' ');
}

/** What cards of the plan prove themselves with when they call, by instance id. */
export const callSecrets = ({ keys }: FleetPlan): ReadonlyMap<string, CallSecret> =>
  new Map(
    [...keys].flatMap(([node, { phoneHome }]) =>
      phoneHome === undefined ? [] : [[phoneHome.instanceId, { node, secret: phoneHome.secret }] as const],
    ),
  );
