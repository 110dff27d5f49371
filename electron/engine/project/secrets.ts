import { join } from 'node:path';
import { z } from 'zod';
import type { ClusterSecrets } from '../../contract/secrets.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readPlanText } from './folder.ts';
import { readJsonDocument } from './json-document.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';
import { checkedWifiKey } from './wifi-key.ts';

const version = 1;
const schema = z.strictObject({
  version: z.literal(version),
  passwordHash: z.string().optional(),
  wifiKey: z.string().optional(),
});

/** A change to the secrets: undefined keeps one, the empty string clears it. The password comes as the user typed it. */
export interface SecretsChange {
  readonly password?: string | undefined;
  readonly wifiKey?: string | undefined;
}

const pathIn = (dir: string): string => join(dir, 'secrets.json');

/** The secrets of a project; none when it has no secrets.json. Errors: `project/damaged`, `project/newer-version`. */
export async function readSecrets(dir: string): Promise<ClusterSecrets> {
  const { passwordHash, wifiKey } = (await readJsonDocument(pathIn(dir), { schema, version })) ?? {};
  return { ...(passwordHash === undefined ? {} : { passwordHash }), ...(wifiKey === undefined ? {} : { wifiKey }) };
}

/**
 * Changes secrets.json (0600) and returns the secrets as they are now; the password is kept as its hash only.
 * Errors: `plan/bad-secret`, `project/not-found`, those of {@link readSecrets}, `project/not-writable`, `project/no-space`.
 */
export async function writeSecrets(dir: string, change: SecretsChange): Promise<ClusterSecrets> {
  await readPlanText(dir);
  const wanted = { passwordHash: await passwordHashOf(change.password), wifiKey: wifiKeyOf(change.wifiKey) };
  return withShortLock(join(dir, '.secrets.json.lock'), async () => {
    const secrets = withChange(await readSecrets(dir), wanted);
    const text = JSON.stringify({ version, ...secrets }, undefined, 2) + '\n';
    await writeFileAtomically(pathIn(dir), text, { mode: 0o600 }).catch((error: unknown) => {
      throw projectError(error, dir);
    });
    return secrets;
  });
}

/** The hash function is loaded when a password is set, not at every start of the program. */
async function passwordHashOf(password: string | undefined): Promise<string | undefined> {
  if (password === undefined || password === '') return password;
  const { hashPassword } = await import('./password-hash.ts');
  return hashPassword(password);
}

const wifiKeyOf = (key: string | undefined): string | undefined => (key === undefined || key === '' ? key : checkedWifiKey(key));

/** Undefined keeps, the empty string clears. */
interface WantedSecrets {
  readonly passwordHash: string | undefined;
  readonly wifiKey: string | undefined;
}

function withChange(current: ClusterSecrets, wanted: WantedSecrets): ClusterSecrets {
  const passwordHash = wanted.passwordHash ?? current.passwordHash ?? '';
  const wifiKey = wanted.wifiKey ?? current.wifiKey ?? '';
  return { ...(passwordHash === '' ? {} : { passwordHash }), ...(wifiKey === '' ? {} : { wifiKey }) };
}
