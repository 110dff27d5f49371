import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { privateFolder } from './private-file.ts';
import { projectError } from './project-error.ts';

interface Kept {
  readonly name: string;
  readonly content: Uint8Array;
}

/** One backup of a run: `backups/<time>/`, whole when its SHA256SUMS is there. */
export interface Backup {
  /** Its folder once it is whole. */
  find(): Promise<string | undefined>;
  /** Errors: `project/not-writable`, `project/no-space`. */
  save(files: readonly Kept[]): Promise<string>;
}

/** The backup that is named by when the run began. */
export function openBackup(dir: string, startedAt: Date): Backup {
  const name = join(
    'backups',
    startedAt
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-'),
  );
  const sums = join(dir, name, 'SHA256SUMS');
  return {
    find: () =>
      access(sums).then(
        () => join(dir, name),
        () => undefined,
      ),
    save: async (files) => {
      const folder = await privateFolder(dir, name);
      const lines = files.map((file) => `${createHash('sha256').update(file.content).digest('hex')}  ${file.name}\n`);
      try {
        for (const file of files) await writeFileAtomically(join(folder, file.name), file.content, { mode: 0o600 });
        await writeFileAtomically(sums, lines.join(''), { mode: 0o600 });
      } catch (error) {
        throw projectError(error, folder);
      }
      return folder;
    },
  };
}
