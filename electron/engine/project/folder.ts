import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { createFileAtomically, writeFileAtomically } from '../../files/atomic-write.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';
import { readSmallFile } from './small-file.ts';

const planName = 'cluster.yaml';

/** A plan of 256 nodes is some 30 kB; anything near this is not a plan. */
const maxPlanBytes = 4 * 1024 * 1024;

export interface PlanText {
  /** As it is on disk, BOM and line endings included. */
  readonly text: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly revision: string;
}

/** What must not reach a shared repository when the project folder is in one. */
const gitIgnore = 'secrets.json\nkeys/\nkubeconfig\nlogs/\nruns/\nbackups/\n.slipway-lock\n*.tmp\n';

/**
 * Makes a project: the folder, its cluster.yaml and the folder for keys. A folder that holds other files is fine.
 * Errors: `project/exists`, `project/not-writable`, `project/no-space`.
 */
export async function createProjectFolder({ dir, text }: { readonly dir: string; readonly text: string }): Promise<void> {
  const path = join(dir, planName);
  try {
    await mkdir(dir, { recursive: true });
    await createFileAtomically(path, text);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST' && (await exists(path)))
      throw new SlipwayError('project/exists', dir, { cause: error });
    throw cannotMake(error, dir);
  }
  await makeBesides(dir);
}

/** A dangling link is the one way in which a folder that is made with its parents can be missing. */
const cannotMake = (error: unknown, dir: string): SlipwayError =>
  systemErrorCode(error) === 'ENOENT'
    ? new SlipwayError('project/not-writable', `${dir}: its path leads nowhere.`, { cause: error })
    : projectError(error, dir);

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function makeBesides(dir: string): Promise<void> {
  try {
    await mkdir(join(dir, 'keys'), { recursive: true, mode: 0o700 });
    await createFileAtomically(join(dir, '.gitignore'), gitIgnore).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw projectError(error, dir);
  }
}

/** Reads cluster.yaml. Errors: `project/not-found`; `project/damaged` for what is no UTF-8 text of reasonable size. */
export async function readPlanText(dir: string): Promise<PlanText> {
  const bytes = await readSmallFile(join(dir, planName), maxPlanBytes).catch((error: unknown) => {
    throw notThere(error, dir);
  });
  return { text: decode(bytes), revision: revisionOf(bytes) };
}

function notThere(error: unknown, dir: string): SlipwayError {
  const isMissing = ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemErrorCode(error) ?? '');
  return isMissing ? new SlipwayError('project/not-found', dir, { cause: error }) : projectError(error, join(dir, planName));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new SlipwayError('project/damaged', `${planName} is not UTF-8 text.`, { cause: error });
  }
}

const revisionOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface PlanChange {
  readonly dir: string;
  /** The revision the change was made on. */
  readonly revision: string;
  readonly text: string;
}

/**
 * Replaces cluster.yaml if it is still the one that was changed; returns the new revision. Saving the text that is there
 * already is no change. Errors: `project/changed`, `project/not-found`, `project/not-writable`, `project/no-space`.
 */
export async function savePlanText({ dir, revision, text }: PlanChange): Promise<string> {
  // Before the lock: a lock file in a folder that is no project would be litter.
  await readPlanText(dir);
  return withShortLock(join(dir, '.cluster.yaml.lock'), async () => {
    const current = await readPlanText(dir);
    if (current.text === text) return current.revision;
    if (current.revision !== revision) throw new SlipwayError('project/changed', dir);
    await writeFileAtomically(join(dir, planName), text).catch((error: unknown) => {
      throw projectError(error, dir);
    });
    return revisionOf(text);
  });
}
