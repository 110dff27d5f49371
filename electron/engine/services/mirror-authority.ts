import { readFile } from 'node:fs/promises';
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
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new SlipwayError('plan/bad-ca', `${path} (${systemErrorCode(cause) ?? ''})`, { cause });
  });
  if (bytes.length > maxBytes) throw new SlipwayError('plan/bad-ca', `${path} has ${bytes.length} bytes.`);
  return bytes.toString('latin1');
}
