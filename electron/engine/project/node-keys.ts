import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import { nodeIdentity, withKeysLock } from './identity.ts';
import { provingKeys, readIdentityRecord, updateKnownHosts, writeIdentityRecord } from './identity-record.ts';

/** What proves that a machine is a node. Reading it makes nothing. */
export interface NodeKeys {
  /** `ssh-ed25519 AAAA… comment`; none until a card was made for the node. */
  readonly hostKeys: readonly string[];
  /** What its card proves itself with when it calls. */
  readonly phoneHome?: { readonly instanceId: string; readonly secret: string };
}

/** The keys of all nodes of a plan, by name. Errors: `project/damaged`, `project/newer-version`. */
export async function readNodeKeys(dir: string, { nodes }: ResolvedPlan): Promise<ReadonlyMap<string, NodeKeys>> {
  return new Map(await Promise.all(nodes.map(async ({ name }) => [name, await keysOf(dir, name)] as const)));
}

async function keysOf(dir: string, node: string): Promise<NodeKeys> {
  const record = await readIdentityRecord(dir, node);
  if (record === undefined) return { hostKeys: [] };
  const { instanceId, phoneHomeSecret: secret } = record;
  return { hostKeys: provingKeys(record), ...(secret === undefined ? {} : { phoneHome: { instanceId, secret } }) };
}

interface PinInput {
  readonly cluster: ResolvedPlan;
  readonly node: ClusterNode;
}

/**
 * Takes the host key of a machine whose card was made elsewhere as a proof of this node, beside the one made for its card;
 * `undefined` takes it back. known_hosts follows. Errors: those of {@link nodeIdentity}.
 */
export async function pinHostKey(dir: string, { cluster, node }: PinInput, hostKey: string | undefined): Promise<void> {
  await nodeIdentity(dir, { cluster, node });
  await withKeysLock(dir, async () => {
    const record = await readIdentityRecord(dir, node.name);
    if (record === undefined) return;
    const { adoptedKey: _before, ...kept } = record;
    await writeIdentityRecord(dir, hostKey === undefined ? kept : { ...kept, adoptedKey: hostKey });
    await updateKnownHosts(dir, cluster);
  });
}
