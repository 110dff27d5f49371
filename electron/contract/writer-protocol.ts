import { z } from 'zod';
import { cardPhases, cardReportSchema, cardTargetSchema, firstBootFileSchema, mostCardsAtOnce } from './card.ts';
import { blockMapSchema, imageOutlineSchema } from './image.ts';
import { isErrorCode, SlipwayError, type ErrorCode } from './errors.ts';

/**
 * What engine and writer say to each other: one JSON object a line over stdio (design §4).
 * The writer accepts `start` once, as the first message, and `arrived` once for each card that waits for it; anything unknown
 * or early ends it.
 */
export const writerProtocolVersion = 1;

/** Longest line either side accepts, bytes. */
export const maxLineBytes = 64 * 1024 * 1024;

/**
 * `UV_THREADPOOL_SIZE` of the writer: each of at most 64 cards blocks up to two threads, one in a write and one in a read;
 * with Node's four, one slow card would stop the others.
 */
export const writerThreads = '132';

/** Start of sector 0 of a card that is being written, or was not finished: no firmware boots it, `head -c 64` names it. */
export const unfinishedMarker = 'SLIPWAY UNFINISHED CARD';

const filesSchema = {
  /** Partition that takes the files, counted from 1; absent when the image is written as it is. */
  bootPartition: z.number().int().positive().optional(),
  files: z.array(firstBootFileSchema),
};

const cardJobSchema = z.strictObject({
  /** Unique in the session; messages about this card carry it. */
  id: z.string(),
  target: cardTargetSchema,
  /**
   * What to write; absent when a card that was written before only gets other files (phases `personalising`, `rereading`).
   * A file with an outline is still growing: bytes below its length are final, and `arrived` says when it is whole.
   */
  image: z
    .union([
      z.strictObject({ path: z.string(), map: blockMapSchema }),
      z.strictObject({ path: z.string(), outline: imageOutlineSchema }),
    ])
    .optional(),
  ...filesSchema,
});
export type CardJob = z.output<typeof cardJobSchema>;

/** What a card whose image was growing still needs: sent once, when the image is whole and was checked. */
const arrivedSchema = z.strictObject({
  type: z.literal('arrived'),
  id: z.string(),
  /** Where the file is now; one that the writer has open already stays the one it reads. */
  path: z.string(),
  map: blockMapSchema,
  ...filesSchema,
});
export type ArrivedImage = Omit<z.output<typeof arrivedSchema>, 'type' | 'id'>;

export const toWriterSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    version: z.literal(writerProtocolVersion),
    cards: z.array(cardJobSchema).min(1).max(mostCardsAtOnce),
  }),
  arrivedSchema,
  z.strictObject({ type: z.literal('cancel'), id: z.string() }),
]);
export type ToWriter = z.output<typeof toWriterSchema>;

const errorCodeSchema = z.custom<ErrorCode>(isErrorCode);
const errorFactsSchema = z.strictObject({ code: errorCodeSchema, title: z.string(), detail: z.string(), fix: z.string() });

export const fromWriterSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), version: z.literal(writerProtocolVersion) }),
  z.strictObject({
    type: z.literal('progress'),
    id: z.string(),
    phase: z.enum(cardPhases),
    done: z.number().nonnegative(),
    total: z.number().nonnegative(),
  }),
  z.strictObject({ type: z.literal('done'), id: z.string(), report: cardReportSchema }),
  z.strictObject({ type: z.literal('failed'), id: z.string(), phase: z.enum(cardPhases), error: errorFactsSchema }),
  z.strictObject({ type: z.literal('cancelled'), id: z.string(), phase: z.enum(cardPhases) }),
]);
export type FromWriter = z.output<typeof fromWriterSchema>;

interface LineRules {
  /** Bytes. */
  readonly limit?: number;
  /** What becomes of a last line without its end: a peer that was killed in the middle of a word may leave one. */
  readonly torn: 'fails' | 'is dropped';
}

/**
 * The lines of the protocol, each ended by a line feed. Errors: `writer/protocol` for one of more than `limit` bytes, and
 * for a torn one where that fails.
 */
export async function* linesOf(
  input: AsyncIterable<Uint8Array>,
  { limit = maxLineBytes, torn }: LineRules,
): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    let rest = chunk;
    for (let end = rest.indexOf(lineFeed); end !== -1; end = rest.indexOf(lineFeed)) {
      if (length + end > limit) throw tooLong();
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    parts.push(rest);
    length += rest.length;
    if (length > limit) throw tooLong();
  }
  if (length > 0 && torn === 'fails') throw new SlipwayError('writer/protocol', 'The last message broke off.');
}

const lineFeed = 0x0a;
const tooLong = (): SlipwayError => new SlipwayError('writer/protocol', 'A message is too long.');

/**
 * One line of the protocol as a message. Errors: `writer/protocol` with only the places that were wrong: the message
 * itself holds keys and password hashes.
 */
export function parseMessage<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  throw new SlipwayError('writer/protocol', parsed.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; '));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
