import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically, type FileFiller } from '../../files/atomic-write.ts';
import { privateFolder } from './private-file.ts';
import { projectError } from './project-error.ts';

interface Kept {
  readonly name: string;
  readonly fill: FileFiller;
}

/** One backup of a run: `backups/<time>/`, whole when its SHA256SUMS is there. */
export interface Backup {
  /** Its folder once it is whole. */
  find(): Promise<string | undefined>;
  /** Errors: `project/not-writable`, `project/no-space`, and those of the files. */
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
      try {
        const lines: string[] = [];
        for (const file of files) lines.push(`${await keep(folder, file)}  ${file.name}\n`);
        await writeFileAtomically(sums, lines.join(''), { mode: 0o600 });
      } catch (error) {
        throw projectError(error, folder);
      }
      return folder;
    },
  };
}

/** Writes one file and gives its SHA-256. */
async function keep(folder: string, { name, fill }: Kept): Promise<string> {
  const hash = createHash('sha256');
  const hashed: FileFiller = (write) =>
    fill((bytes) => {
      hash.update(bytes);
      return write(bytes);
    });
  await writeFileAtomically(join(folder, name), hashed, { mode: 0o600 });
  return hash.digest('hex');
}
