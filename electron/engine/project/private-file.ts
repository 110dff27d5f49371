import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../contract/errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { projectError } from './project-error.ts';

/** A file of the project that only its owner may read. */
export interface PrivateFile {
  /** Undefined while there is none. Errors: `project/not-writable` when it cannot be read. */
  read(): Promise<string | undefined>;
  /** Errors: `project/not-writable`, `project/no-space`. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

export function privateFile(dir: string, name: string): PrivateFile {
  const path = join(dir, name);
  const translated = (error: unknown): never => {
    throw projectError(error, path);
  };
  return {
    read: () =>
      readFile(path, 'utf8').catch((error: unknown) => (systemErrorCode(error) === 'ENOENT' ? undefined : translated(error))),
    write: (text) => writeFileAtomically(path, text, { mode: 0o600 }).catch(translated),
    remove: () => rm(path, { force: true }).catch(translated),
  };
}

/** Makes a folder of the project that only its owner may enter. Errors: `project/not-writable`, `project/no-space`. */
export async function privateFolder(dir: string, name: string): Promise<string> {
  const path = join(dir, name);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw projectError(error, path);
  });
  return path;
}
