import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { NodeIdentity } from '../../contract/secrets.ts';
import { newHostKeyPair } from './host-key-pair.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readPlanText } from './folder.ts';
import { keyFile, readIdentityRecord, updateKnownHosts, writeIdentityRecord } from './identity-record.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';

interface IdentityInput {
  readonly cluster: ResolvedPlan;
  readonly node: ClusterNode;
}

/**
 * What makes this node's card unlike any other: made at the first call, the same ever after. Kept as `keys/<node>.json`,
 * `keys/<node>_ed25519` and `.pub`; known_hosts of the project follows the plan.
 * Errors: `project/not-found`, `project/damaged`, `project/newer-version`, `project/not-writable`, `project/no-space`.
 */
export async function nodeIdentity(dir: string, { cluster, node }: IdentityInput): Promise<NodeIdentity> {
  await readPlanText(dir);
  return withKeysLock(dir, async () => {
    const identity = (await keptIdentity(dir, node.name)) ?? (await makeIdentity(dir, cluster.name, node.name));
    await updateKnownHosts(dir, cluster);
    return identity;
  });
}

/** Runs work on the project's keys while no other process does. */
export const withKeysLock = <T>(dir: string, work: () => Promise<T>): Promise<T> => withShortLock(join(dir, '.keys.lock'), work);

/** keys/<node>.json is written last: a key without it was never on a card. */
async function keptIdentity(dir: string, node: string): Promise<NodeIdentity | undefined> {
  const kept = await readIdentityRecord(dir, node);
  if (kept === undefined) return undefined;
  const { machineId, instanceId, publicKey } = kept;
  const privateKey = await readPrivateKey(keyFile(dir, node, '_ed25519'));
  // Cards that were made before there was a phone-home have no secret; the next card gets one.
  const phoneHomeSecret = kept.phoneHomeSecret ?? newSecret();
  if (kept.phoneHomeSecret === undefined) await writeIdentityRecord(dir, { ...kept, phoneHomeSecret });
  return { hostKey: { type: 'ed25519', privateKey, publicKey }, machineId, instanceId, phoneHomeSecret };
}

async function readPrivateKey(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw new SlipwayError('project/damaged', `${path} is missing.`, { cause: error });
    throw projectError(error, path);
  }
}

async function makeIdentity(dir: string, cluster: string, node: string): Promise<NodeIdentity> {
  const hostKey = await newHostKeyPair(`root@${node}`);
  const machineId = randomBytes(16).toString('hex');
  const instanceId = `slipway-${idPart(cluster)}-${idPart(node)}-${randomBytes(4).toString('hex')}`;
  const phoneHomeSecret = newSecret();
  try {
    await mkdir(join(dir, 'keys'), { recursive: true, mode: 0o700 });
    await writeFileAtomically(keyFile(dir, node, '_ed25519'), hostKey.privateKey, { mode: 0o600 });
    await writeFileAtomically(keyFile(dir, node, '_ed25519.pub'), `${hostKey.publicKey}\n`);
  } catch (error) {
    throw projectError(error, dir);
  }
  await writeIdentityRecord(dir, { node, machineId, instanceId, publicKey: hostKey.publicKey, phoneHomeSecret });
  return { hostKey, machineId, instanceId, phoneHomeSecret };
}

const newSecret = (): string => randomBytes(32).toString('hex');

/** An instance id stands in kernel options and YAML: letters, digits and dashes only. */
const idPart = (text: string): string => text.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
