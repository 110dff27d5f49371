import { resolve } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { Plan } from '../../contract/plan.ts';
import { certificatesIn, isPem } from '../plan/mirror-certificates.ts';
import { readSmallFile } from '../project/small-file.ts';

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
    return (await readSmallFile(path, maxBytes)).toString('latin1');
  } catch (cause) {
    const why = cause instanceof SlipwayError ? cause.detail : (systemErrorCode(cause) ?? '');
    throw new SlipwayError('plan/bad-ca', `${path} (${why})`, { cause });
  }
}
