import { mkdir, open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../contract/errors.ts';
import { endsClean } from './journal.ts';
import { projectError } from './project-error.ts';

const folder = 'runs';
/** As {@link newRunId} makes them; sorted by name they are sorted by time. */
const runIdForm = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** A name for a run that begins now. */
export const newRunId = (now: Date): string =>
  `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${crypto.randomUUID().slice(0, 6)}`;

export const isRunId = (text: string): boolean => runIdForm.test(text);

export interface RunJournal {
  /** Adds an event as one line, behind those before it. */
  readonly append: (event: object) => void;
  /** Resolves when all of them are on disk. Errors: `project/no-space`, `project/not-writable` of the first that is not. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the journal of a run, `runs/<runId>.jsonl`. Events that come while others are being brought to the disk go there
 * together. A line that a crash left unfinished is ended first. Errors: `project/not-writable`, `project/no-space`.
 */
export async function openRunJournal(dir: string, runId: string): Promise<RunJournal> {
  const path = join(dir, folder, `${runId}.jsonl`);
  const file = await openLines(path).catch((thrown: unknown) => {
    throw projectError(thrown, path);
  });
  let [lines, writing]: [string[], Promise<void> | undefined] = [[], undefined];
  const write = async (): Promise<void> => {
    while (lines.length > 0) {
      const text = lines.join('');
      lines = [];
      await file.appendFile(text);
      await file.datasync();
    }
    writing = undefined;
  };
  const settled = async (): Promise<void> => {
    await writing?.catch((thrown: unknown) => {
      throw projectError(thrown, path);
    });
  };
  return {
    append(event) {
      lines.push(`${JSON.stringify(event)}\n`);
      writing ??= write();
      // Told by `settled`.
      writing.catch(() => undefined);
    },
    settled,
    close: () => settled().finally(() => file.close()),
  };
}

async function openLines(path: string): Promise<FileHandle> {
  await mkdir(join(path, '..'), { recursive: true });
  const file = await open(path, 'a+', 0o600);
  if (!(await endsClean(file))) await file.appendFile('\n');
  return file;
}

/** The lines of a run's journal as data, in order; torn ones are passed over. Empty when there is no such run. */
export async function readRunJournal(dir: string, runId: string): Promise<readonly unknown[]> {
  const path = join(dir, folder, `${runId}.jsonl`);
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (systemErrorCode(thrown) === 'ENOENT') return '';
    throw projectError(thrown, path);
  });
  return text.split('\n').flatMap(dataOf);
}

function dataOf(line: string): readonly unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** Runs that have a journal, newest first. */
export async function listRuns(dir: string): Promise<readonly string[]> {
  const names = await readdir(join(dir, folder)).catch(() => []);
  const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
  return ids.filter(isRunId).sort().reverse();
}
