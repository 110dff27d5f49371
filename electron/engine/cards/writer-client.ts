import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError, toSlipwayError } from '../../contract/errors.ts';
import type { BlockMap } from '../../contract/image.ts';
import { withResolvers } from '../../contract/with-resolvers.ts';
import {
  fromWriterSchema,
  linesOf,
  parseMessage,
  writerProtocolVersion,
  type CardJob,
  type FromWriter,
  type ToWriter,
} from '../../contract/writer-protocol.ts';
import type { WriterExit, WriterProcess } from './writer-process.ts';

export type CardMessage = Exclude<FromWriter, { type: 'ready' }>;

export interface WriterOptions {
  readonly process: WriterProcess;
  readonly jobs: readonly CardJob[];
  /** What the writer says about its cards, validated. */
  readonly onMessage: (message: CardMessage) => void;
  /** Diagnostics, a line each. */
  readonly onDiagnostic?: (line: string) => void;
  /** How long a writer may take to exit when nothing is left to do, milliseconds. */
  readonly patience?: number;
}

/** A job with all of its image. */
export type WholeJob = CardJob & { readonly image: { readonly path: string; readonly map: BlockMap } };

export interface WriterSession {
  cancel(id: string): void;
  /** The whole job of a card whose image was growing. */
  arrive(job: WholeJob): void;
  /** Why it ended; undefined when every card had ended before. Never rejects. */
  readonly ended: Promise<SlipwayError | undefined>;
}

/** A writer that has been told to stop gets this long; then it is killed. Its own grace is shorter. */
const stopTimeout = 5000;

/**
 * A writer that hangs in a call to a dead reader cannot even be killed (uninterruptible I/O). When its cards have ended,
 * it is left behind after this time, so that it does not hold the batch, and with it the project.
 */
const exitTimeout = stopTimeout + 1000;

/**
 * Gives a writer its cards and passes on what it says. A writer that says anything that is not of the protocol, or speaks
 * of a card it was not given, is stopped with `writer/protocol`; one that ends with cards open gives `writer/died`.
 */
export function startWriter({
  process,
  jobs,
  onMessage,
  onDiagnostic = () => undefined,
  patience = exitTimeout,
}: WriterOptions): WriterSession {
  const cards = openCards(jobs, patience);
  let started = false;
  const wholes = new Map<string, WholeJob>();
  const send = (message: ToWriter): void => {
    // It may have been told to end already.
    if (process.stdin.writable) process.stdin.write(`${JSON.stringify(message)}\n`);
  };
  createInterface(process.stderr).on('line', onDiagnostic);

  const conversation = converse(process, {
    ready() {
      const wanted = jobs.filter(({ id }) => cards.isOpen(id)).map((job) => wholes.get(job.id) ?? job);
      if (wanted.length > 0) send({ type: 'start', version: writerProtocolVersion, cards: wanted });
      started = true;
    },
    card(message) {
      if (!cards.isOpen(message.id)) throw new SlipwayError('writer/protocol', 'It spoke of a card that is not its own.');
      if (message.type !== 'progress') cards.close(message.id);
      onMessage(message);
    },
  });
  const end = async (): Promise<SlipwayError | undefined> => {
    const error = await Promise.race([conversation.then(() => undefined, toSlipwayError), cards.overdue]);
    if (error !== undefined) stop(process);
    const exit = await exitOf(process, patience);
    return error ?? (cards.isEmpty() ? undefined : explainExit(exit));
  };
  return {
    cancel(id) {
      if (!cards.isOpen(id)) return;
      if (started) {
        send({ type: 'cancel', id });
        return;
      }
      // It may wait for a password still, and a cancel before start is not of the protocol.
      cards.close(id);
      onMessage({ type: 'cancelled', id, phase: 'preparing' });
      if (cards.isEmpty()) stop(process);
    },
    arrive(job) {
      const { id, image, bootPartition, files } = job;
      if (!cards.isOpen(id)) return;
      if (started) send({ type: 'arrived', id, ...image, bootPartition, files });
      else wholes.set(id, job);
    },
    ended: end(),
  };
}

interface OpenCards {
  readonly isOpen: (id: string) => boolean;
  readonly close: (id: string) => void;
  readonly isEmpty: () => boolean;
  /** Resolves when so much time has passed since the last card ended. */
  readonly overdue: Promise<undefined>;
}

/** The cards that have not ended. */
function openCards(jobs: readonly CardJob[], patience: number): OpenCards {
  const open = new Set(jobs.map(({ id }) => id));
  const { promise: overdue, resolve } = withResolvers<undefined>();
  return {
    isOpen: (id) => open.has(id),
    isEmpty: () => open.size === 0,
    overdue,
    close(id) {
      open.delete(id);
      // No timer of ours keeps the program alive.
      if (open.size === 0) setTimeout(() => resolve(undefined), patience).unref();
    },
  };
}

interface Listener {
  readonly ready: () => void;
  readonly card: (message: CardMessage) => void;
}

/** Resolves when the writer's stdout ends. Rejects with `writer/protocol`. */
async function converse({ stdout }: WriterProcess, listener: Listener): Promise<void> {
  let greeted = false;
  // Not destroyed when the writer is not understood: what it still says must not hold it up.
  const bytes = stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const line of linesOf(bytes, { torn: 'is dropped' })) {
    const message = parseMessage(fromWriterSchema, line);
    if ((message.type === 'ready') === greeted) throw new SlipwayError('writer/protocol', 'It must say ready first, and once.');
    greeted = true;
    if (message.type === 'ready') listener.ready();
    else listener.card(message);
  }
}

/** The end of stdin lets it close its cards; what does not react is killed. */
function stop(process: WriterProcess): void {
  process.stdout.resume();
  process.stdin.end();
  const timer = setTimeout(() => process.kill(), stopTimeout);
  void process.exited.then(() => clearTimeout(timer));
}

async function exitOf(process: WriterProcess, patience: number): Promise<WriterExit> {
  const exit = await Promise.race([process.exited, sleep(patience, undefined, { ref: false })]);
  if (exit !== undefined) return exit;
  process.kill();
  return { kind: 'exited', code: null };
}

function explainExit(exit: WriterExit): SlipwayError {
  if (exit.kind === 'not-started') return exit.error;
  return new SlipwayError('writer/died', exit.code === null ? 'It was killed.' : `It ended with code ${exit.code}.`);
}
