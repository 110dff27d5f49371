import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { RecentProject } from '../../contract/services.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { readJsonDocument } from './json-document.ts';
import { withShortLock } from './lock.ts';
import { projectError } from './project-error.ts';

const version = 1;
const limit = 20;
const entrySchema = z.object({
  dir: z.string(),
  name: z.string(),
  nodes: z.number().int().nonnegative(),
  openedAt: z.iso.datetime(),
});
const schema = z.object({ version: z.literal(version), projects: z.array(entrySchema) });
type Entry = z.output<typeof entrySchema>;

/** A recent project without what only its journal knows. */
export type RecentEntry = Omit<RecentProject, 'cardsDone'>;

const pathIn = (dataDir: string): string => join(dataDir, 'recent.json');

/** Projects opened lately, the last one first. A list that cannot be read counts as empty: it is a convenience. */
export async function readRecent(dataDir: string): Promise<readonly RecentEntry[]> {
  const entries = await entriesIn(dataDir);
  return Promise.all(entries.map(async (entry) => ({ ...entry, available: await isProject(entry.dir) })));
}

const isProject = (dir: string): Promise<boolean> =>
  stat(join(dir, 'cluster.yaml')).then(
    (found) => found.isFile(),
    () => false,
  );

async function entriesIn(dataDir: string): Promise<readonly Entry[]> {
  const document = await readJsonDocument(pathIn(dataDir), { schema, version }).catch(() => undefined);
  return document?.projects ?? [];
}

/** Puts a project at the top of the list; the oldest one beyond 20 falls off. */
export async function rememberRecent(dataDir: string, project: Omit<Entry, 'openedAt'>): Promise<void> {
  const dir = resolve(project.dir);
  const entry = { ...project, dir, openedAt: new Date().toISOString() };
  if (isFresh((await entriesIn(dataDir))[0], entry)) return;
  await change(dataDir, (entries) => [entry, ...entries.filter((other) => other.dir !== dir)].slice(0, limit));
}

/** Saying again what was said within the last minute costs two flushes to disk for nothing; scripts call `check` in loops. */
function isFresh(last: Entry | undefined, entry: Entry): boolean {
  if (last?.dir !== entry.dir || last.name !== entry.name || last.nodes !== entry.nodes) return false;
  const age = Date.parse(entry.openedAt) - Date.parse(last.openedAt);
  return age >= 0 && age < 60_000;
}

/** Takes a project off the list; its folder is left alone. */
export function forgetRecent(dataDir: string, dir: string): Promise<void> {
  return change(dataDir, (entries) => entries.filter((entry) => entry.dir !== resolve(dir)));
}

async function change(dataDir: string, edit: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await withShortLock(join(dataDir, '.recent.json.lock'), async () => {
      const projects = edit(await entriesIn(dataDir));
      await writeFileAtomically(pathIn(dataDir), JSON.stringify({ version, projects }, undefined, 2) + '\n');
    });
  } catch (error) {
    throw projectError(error, dataDir);
  }
}
