import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { cardPhases, cardReportSchema, cardTargetSchema } from '../../contract/card.ts';
import { isErrorCode, systemErrorCode, type ErrorCode } from '../../contract/errors.ts';
import { projectError } from './project-error.ts';

const errorSchema = z.object({
  code: z.custom<ErrorCode>(isErrorCode),
  title: z.string(),
  detail: z.string(),
  fix: z.string(),
});

const card = {
  /** ISO 8601. */
  at: z.iso.datetime(),
  /** The write session. */
  batchId: z.string().optional(),
  node: z.string(),
  imageId: z.string(),
  target: cardTargetSchema,
};
const phase = z.enum(cardPhases);

const cardEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('card-started'), ...card }),
  z.object({ type: z.literal('card-done'), ...card, report: cardReportSchema }),
  z.object({ type: z.literal('card-failed'), ...card, phase, error: errorSchema }),
  z.object({ type: z.literal('card-cancelled'), ...card, phase }),
]);
/** Something that happened to a card. */
export type CardEvent = z.output<typeof cardEventSchema>;

/** `fingerprint`: `SHA256:…` of the host key it showed. */
const node = { at: z.iso.datetime(), node: z.string(), fingerprint: z.string() };

const nodeEventSchema = z.discriminatedUnion('type', [
  /** It showed its key and took our login: for the first time, or at a new address, or with a new card. */
  z.object({ type: z.literal('node-adopted'), ...node, address: z.string(), machineId: z.string() }),
  /** Somebody compared the fingerprint of a machine and took it for this node. */
  z.object({ type: z.literal('host-key-pinned'), ...node, address: z.string() }),
  z.object({ type: z.literal('node-forgotten'), at: z.iso.datetime(), node: z.string() }),
]);

const eventSchema = z.union([cardEventSchema, nodeEventSchema]);
/** Something that happened to a project. Events say what was done; whether it still holds is checked, not remembered. */
export type JournalEvent = z.output<typeof eventSchema>;

const pathIn = (dir: string): string => join(dir, 'journal.jsonl');

/**
 * Adds one event as one line and waits until it is on disk. A line that a crash left unfinished is ended first, so that
 * it spoils nothing but itself. Errors: `project/not-found`, `project/not-writable`, `project/no-space`.
 */
export async function appendJournal(dir: string, event: JournalEvent): Promise<void> {
  try {
    await appendLine(pathIn(dir), JSON.stringify(event));
  } catch (error) {
    throw projectError(error, dir);
  }
}

async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o644);
  try {
    const start = (await endsClean(file)) ? '' : '\n';
    await file.appendFile(`${start}${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether a file of lines ends with a whole one. */
export async function endsClean(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

/** All events in order. Lines that are torn, or of a kind that a newer Slipway wrote, are passed over. */
export async function readJournal(dir: string): Promise<readonly JournalEvent[]> {
  const text = await readFile(pathIn(dir), 'utf8').catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return '';
    throw projectError(error, pathIn(dir));
  });
  return text.split('\n').flatMap(eventsOf);
}

function eventsOf(line: string): readonly JournalEvent[] {
  try {
    const result = eventSchema.safeParse(JSON.parse(line));
    return result.success ? [result.data] : [];
  } catch {
    return [];
  }
}
