import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { Plan } from '../../contract/plan.ts';
import { certificatesIn, isPem } from '../plan/mirror-certificates.ts';

type Mirrors = Plan['mirrors'];

/** All CAs of a large company have some hundred kilobytes. */
const maxBytes = 1024 ** 2;

/** The mirrors with the certificates of their CA themselves, where the plan names the file. Errors: `plan/bad-ca`. */
export async function withAuthority(dir: string, mirrors: Mirrors): Promise<Mirrors> {
  const { ca } = mirrors;
  if (ca === undefined) return mirrors;
  const certificates = certificatesIn(isPem(ca) ? ca : await textOf(resolve(dir, ca)));
  if (certificates === undefined) throw new SlipwayError('plan/bad-ca', isPem(ca) ? '`mirrors.ca`' : ca);
  return { ...mirrors, ca: certificates.join('') };
}

async function textOf(path: string): Promise<string> {
  try {
    // Looked at before it is read: a plan of somebody else's may name a device that never ends.
    const facts = await stat(path);
    if (!facts.isFile()) throw new SlipwayError('plan/bad-ca', `${path} is no file.`);
    if (facts.size > maxBytes) throw new SlipwayError('plan/bad-ca', `${path} has ${facts.size} bytes.`);
    return await readFile(path, 'latin1');
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause;
    throw new SlipwayError('plan/bad-ca', `${path} (${systemErrorCode(cause) ?? ''})`, { cause });
  }
}
