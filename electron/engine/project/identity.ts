import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { HostKey, NodeIdentity } from '../../contract/secrets.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { readPlanText } from './folder.ts';
import { readJsonDocument } from './json-document.ts';
import { knownHosts } from './known-hosts.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';

const version = 1;
const schema = z.strictObject({
  version: z.literal(version),
  node: z.string(),
  machineId: z.string().regex(/^[0-9a-f]{32}$/),
  instanceId: z.string(),
  publicKey: z.string(),
});

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
  return withShortLock(join(dir, '.keys.lock'), async () => {
    const identity = (await keptIdentity(dir, node.name)) ?? (await makeIdentity(dir, cluster.name, node.name));
    await updateKnownHosts(dir, cluster);
    return identity;
  });
}

/** A name that cannot be a host name cannot become a path either. */
const fileIn = (dir: string, node: string, ending: string): string => join(dir, 'keys', `${encodeURIComponent(node)}${ending}`);

/** keys/<node>.json is written last: a key without it was never on a card. */
async function keptIdentity(dir: string, node: string): Promise<NodeIdentity | undefined> {
  const kept = await readJsonDocument(fileIn(dir, node, '.json'), { schema, version });
  if (kept === undefined) return undefined;
  const { machineId, instanceId, publicKey } = kept;
  const privateKey = await readPrivateKey(fileIn(dir, node, '_ed25519'));
  return { hostKey: { type: 'ed25519', privateKey, publicKey }, machineId, instanceId };
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
  const hostKey = await makeHostKey(`root@${node}`);
  const machineId = randomBytes(16).toString('hex');
  const instanceId = `slipway-${idPart(cluster)}-${idPart(node)}-${randomBytes(4).toString('hex')}`;
  const record = { version, node, machineId, instanceId, publicKey: hostKey.publicKey };
  try {
    await mkdir(join(dir, 'keys'), { recursive: true, mode: 0o700 });
    await writeFileAtomically(fileIn(dir, node, '_ed25519'), hostKey.privateKey, { mode: 0o600 });
    await writeFileAtomically(fileIn(dir, node, '_ed25519.pub'), `${hostKey.publicKey}\n`);
    await writeFileAtomically(fileIn(dir, node, '.json'), JSON.stringify(record, undefined, 2) + '\n', { mode: 0o600 });
  } catch (error) {
    throw projectError(error, dir);
  }
  return { hostKey, machineId, instanceId };
}

/** An instance id stands in kernel options and YAML: letters, digits and dashes only. */
const idPart = (text: string): string => text.toLowerCase().replace(/[^a-z0-9-]+/g, '-');

/** ssh2 is loaded when a key is made, not at every start of the program. */
async function makeHostKey(comment: string): Promise<HostKey> {
  const { default: ssh2 } = await import('ssh2');
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment });
  return { type: 'ed25519', privateKey: `${privateKey.trimEnd()}\n`, publicKey: publicKey.trim() };
}

async function updateKnownHosts(dir: string, cluster: ResolvedPlan): Promise<void> {
  const path = join(dir, 'known_hosts');
  const kept = await Promise.all(
    cluster.nodes.map(
      async ({ name }) => [name, await readJsonDocument(fileIn(dir, name, '.json'), { schema, version })] as const,
    ),
  );
  const keys = new Map(kept.flatMap(([name, record]) => (record === undefined ? [] : [[name, record.publicKey] as const])));
  const text = knownHosts(cluster, keys);
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
  await writeFileAtomically(path, text).catch((error: unknown) => {
    throw projectError(error, path);
  });
}
