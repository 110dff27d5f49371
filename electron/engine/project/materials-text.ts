import { join } from 'node:path';
import { systemErrorCode } from '../../contract/errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readPlanText } from './folder.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';
import { readSmallFile } from './small-file.ts';

const name = 'materials.yaml';
const maxBytes = 1024 * 1024;

/** The text of materials.yaml; undefined where the project has none yet. Errors: `project/damaged`. */
export async function readMaterialsText(dir: string): Promise<string | undefined> {
  const path = join(dir, name);
  try {
    return (await readSmallFile(path, maxBytes)).toString('utf8');
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
