import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ResolvedPlan } from '../../contract/plan.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readJsonDocument } from './json-document.ts';
import { knownHosts } from './known-hosts.ts';
import { projectError } from './project-error.ts';

/** 2: the secret of the phone-home, and a host key that was adopted. */
const version = 2;
const schema = z.strictObject({
  version: z.union([z.literal(1), z.literal(version)]),
  node: z.string(),
  machineId: z.string().regex(/^[0-9a-f]{32}$/),
  instanceId: z.string(),
  publicKey: z.string(),
  phoneHomeSecret: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Public host key of a machine whose card was made elsewhere, and that somebody adopted for this node. */
  adoptedKey: z.string().optional(),
});

/** `keys/<node>.json`, without the private key beside it. */
export type IdentityRecord = Omit<z.output<typeof schema>, 'version'>;

/** A name that cannot be a host name cannot become a path either. */
export const keyFile = (dir: string, node: string, ending: string): string =>
  join(dir, 'keys', `${encodeURIComponent(node)}${ending}`);

/** Undefined when no card was ever made for the node. Errors: `project/damaged`, `project/newer-version`. */
export async function readIdentityRecord(dir: string, node: string): Promise<IdentityRecord | undefined> {
  const document = await readJsonDocument(keyFile(dir, node, '.json'), { schema, version });
  if (document === undefined) return undefined;
  const { version: _version, ...record } = document;
  return record;
}

/** Errors: `project/not-writable`, `project/no-space`. */
export async function writeIdentityRecord(dir: string, record: IdentityRecord): Promise<void> {
  try {
    await mkdir(join(dir, 'keys'), { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ version, ...record }, undefined, 2) + '\n';
    await writeFileAtomically(keyFile(dir, record.node, '.json'), text, { mode: 0o600 });
  } catch (error) {
    throw projectError(error, dir);
  }
}

/** Public keys that prove a node: one that was adopted, and the one made for its card. */
export const provingKeys = ({ adoptedKey, publicKey }: IdentityRecord): readonly string[] =>
  adoptedKey === undefined ? [publicKey] : [adoptedKey, publicKey];

/** Makes known_hosts of the project follow plan and keys. Errors: `project/not-writable`, `project/no-space`. */
export async function updateKnownHosts(dir: string, cluster: ResolvedPlan): Promise<void> {
  const path = join(dir, 'known_hosts');
  const kept = await Promise.all(cluster.nodes.map(async ({ name }) => [name, await readIdentityRecord(dir, name)] as const));
  const keys = new Map(kept.flatMap(([name, record]) => (record === undefined ? [] : [[name, provingKeys(record)] as const])));
  const text = knownHosts(cluster, keys);
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
  await writeFileAtomically(path, text).catch((error: unknown) => {
    throw projectError(error, path);
  });
}
