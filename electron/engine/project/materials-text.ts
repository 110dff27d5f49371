import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readPlanText } from './folder.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';

const name = 'materials.yaml';
const maxLength = 1024 * 1024;

/** The text of materials.yaml; undefined where the project has none yet. Errors: `project/damaged`. */
export async function readMaterialsText(dir: string): Promise<string | undefined> {
  const path = join(dir, name);
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > maxLength) throw new SlipwayError('project/damaged', `${name} is larger than 1 MiB.`);
    return text;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw projectError(error, path);
  }
}

/** Changes materials.yaml while nobody else does. Errors: `project/not-found`, `project/not-writable`, `project/no-space`. */
export async function changeMaterialsText(dir: string, change: (text: string | undefined) => string): Promise<void> {
  // Before the lock: a lock file in a folder that is no project would be litter.
  await readPlanText(dir);
  await withShortLock(join(dir, `.${name}.lock`), async () => {
    const text = change(await readMaterialsText(dir));
    await writeFileAtomically(join(dir, name), text).catch((error: unknown) => {
      throw projectError(error, dir);
    });
  });
}
