import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { systemErrorCode } from '../../../contract/errors.ts';
import type { Pins } from '../download/published-hash.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';

/** Keyed by the SHA-256 of the subject: it names an address, which may carry a token. */
const pinsSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

const keyOf = (subject: string): string => createHash('sha256').update(subject).digest('hex');

/** Pinned hashes in one JSON document. A damaged document counts as empty: the next hash seen is pinned again. */
export function pinsIn(path: string): Pins {
  const read = async (): Promise<z.output<typeof pinsSchema>> => {
    try {
      return pinsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof z.ZodError || systemErrorCode(error) === 'ENOENT') return {};
      throw error;
    }
  };
  return {
    get: async (subject) => (await read())[keyOf(subject)],
    set: async (subject, sha256) =>
      writeFileAtomically(path, JSON.stringify({ ...(await read()), [keyOf(subject)]: sha256 }, null, 2)),
  };
}
