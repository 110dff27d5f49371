import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { projectError } from './project-error.ts';

const versioned = z.object({ version: z.number().int().positive() });

interface DocumentKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** The newest version this Slipway writes. */
  readonly version: number;
}

/**
 * Reads a versioned JSON file; undefined when there is none.
 * Errors: `project/newer-version`, `project/damaged` naming the file (never its content: it may be secret).
 */
export async function readJsonDocument<Schema extends z.ZodType>(
  path: string,
  { schema, version }: DocumentKind<Schema>,
): Promise<z.output<Schema> | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const value = parsed(text, path);
  const found = versioned.safeParse(value);
  if (found.success && found.data.version > version) throw new SlipwayError('project/newer-version', basename(path));
  const result = schema.safeParse(value);
  if (!result.success) throw new SlipwayError('project/damaged', `${basename(path)} does not hold what it should.`);
  return result.data;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw projectError(error, path);
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SlipwayError('project/damaged', `${basename(path)} is not JSON.`);
  }
}
