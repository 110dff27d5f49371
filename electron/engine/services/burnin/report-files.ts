import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BurninRecord, BurninReport } from '../../../contract/burnin.ts';
import { SlipwayError } from '../../../contract/errors.ts';
import { reportPage } from '../../fleet/burnin/report/report-page.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';
import { projectError } from '../../project/project-error.ts';

const grades = ['good', 'fair', 'bad', 'unknown'] as const;

/** What a list needs to know of a report on disk. */
const headSchema = z.looseObject({
  format: z.literal('slipway-burnin/1'),
  id: z.string(),
  startedAt: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  nodes: z.array(z.looseObject({ verdict: z.looseObject({ grade: z.enum(grades) }) })),
});

/** A report was written by Slipway; what is checked is that it is one, whole, of this format. */
const reportSchema = z.custom<BurninReport>((value) => headSchema.safeParse(value).success);

/** No name of a report leads out of its folder. */
const idPattern = /^[0-9TZ-]{10,40}$/;

const folderOf = (dir: string): string => join(dir, 'burnin');

/** Where the two files of a report are. Errors: `fleet/no-burnin` for a name that is none. */
export function reportPaths(dir: string, id: string): { readonly jsonPath: string; readonly htmlPath: string } {
  if (!idPattern.test(id)) throw new SlipwayError('fleet/no-burnin', id);
  return { jsonPath: join(folderOf(dir), `${id}.json`), htmlPath: join(folderOf(dir), `${id}.html`) };
}

/** Keeps a report as JSON and as a page. Errors: `project/not-writable`, `project/no-space`. */
export async function saveReport(dir: string, report: BurninReport): Promise<void> {
  const { jsonPath, htmlPath } = reportPaths(dir, report.id);
  try {
    await mkdir(folderOf(dir), { recursive: true });
    await writeFileAtomically(jsonPath, `${JSON.stringify(report, undefined, 1)}\n`);
    await writeFileAtomically(htmlPath, reportPage(report));
  } catch (thrown) {
    throw projectError(thrown, jsonPath);
  }
}

/** Errors: `fleet/no-burnin`. */
export async function readReport(dir: string, id: string): Promise<BurninReport> {
  const { jsonPath } = reportPaths(dir, id);
  const parsed = reportSchema.safeParse(await readJson(jsonPath));
  if (!parsed.success) throw new SlipwayError('fleet/no-burnin', id);
  return parsed.data;
}

/** Newest first; a file that is no report is left out. */
export async function listReports(dir: string): Promise<readonly BurninRecord[]> {
  const names = await readdir(folderOf(dir)).catch(() => []);
  const files = names
    .filter((name) => name.endsWith('.json') && idPattern.test(name.slice(0, -5)))
    .toSorted()
    .reverse();
  const found = await Promise.all(files.map(async (name) => headSchema.safeParse(await readJson(join(folderOf(dir), name)))));
  return found.flatMap(({ data }) => (data === undefined ? [] : [recordOf(data)]));
}

function recordOf({ id, startedAt, state, nodes }: z.output<typeof headSchema>): BurninRecord {
  const count = (grade: (typeof grades)[number]): number => nodes.filter(({ verdict }) => verdict.grade === grade).length;
  const counts = { good: count('good'), fair: count('fair'), bad: count('bad'), unknown: count('unknown') };
  return { id, startedAt, state, nodes: nodes.length, grades: counts };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
