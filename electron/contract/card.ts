import { z } from 'zod';
import type { ErrorFacts } from './errors.ts';
import type { ByteProgress } from './image.ts';

/** Cards of one write session: each is read, written and checked by itself, at the same time as the others. */
export const mostCardsAtOnce = 64;

/** What makes a drive this drive; checked when chosen, at open and before the first write. */
export const driveIdentitySchema = z.strictObject({
  path: z.string(),
  size: z.number().int().nonnegative(),
  /** Of the card itself where the system can see it (the CID of an SD card in a slot), else of its reader. */
  serial: z.string().optional(),
  model: z.string().optional(),
  /** Linux 5.15 and later: another number whenever a device takes this path or its medium is changed (`diskseq`). */
  sequence: z.string().optional(),
});
export type DriveIdentity = z.output<typeof driveIdentitySchema>;

/** Where a node's card goes: a real drive, or a card file. */
export const cardTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string() }),
  z.strictObject({ kind: z.literal('drive'), drive: driveIdentitySchema }),
]);
export type CardTarget = z.output<typeof cardTargetSchema>;

/** A drive as the user sees it. */
export interface Drive {
  readonly identity: DriveIdentity;
  /** For people: "SanDisk Ultra, 32 GB". Control and bidi characters are stripped. */
  readonly title: string;
  readonly bus: string;
  readonly volumes: readonly Volume[];
  readonly verdict: DriveVerdict;
}

export interface Volume {
  readonly label: string;
  readonly mountpoint?: string;
  readonly fileSystem?: string;
  readonly size?: number;
}

export type ReasonCode =
  | 'system-disk'
  | 'holds-mounted-system-folder'
  | 'in-use-by-stack'
  | 'swap'
  | 'read-only'
  | 'too-small'
  | 'larger-than-a-card'
  | 'not-removable'
  | 'holds-the-image'
  | 'virtual'
  | 'empty-reader'
  | 'mounted-volumes'
  | 'single-witness';

export interface DriveReason {
  readonly code: ReasonCode;
  /** One sentence that names the evidence. */
  readonly message: string;
}

/** Whether a drive may be written, with every reason (design §6). */
export interface DriveVerdict {
  readonly decision: 'allowed' | 'needs-confirmation' | 'refused';
  readonly reasons: readonly DriveReason[];
}

/** A file for the boot partition of one node's card. */
export const firstBootFileSchema = z.strictObject({
  /** Path on the boot partition, `/`-separated, no leading slash: `user-data`. */
  path: z.string(),
  content: z.string(),
  /** Present when the file is no text: `content` is its bytes in base64. */
  encoding: z.literal('base64').optional(),
  /** What it is for, in one sentence. */
  purpose: z.string(),
});
export type FirstBootFile = z.output<typeof firstBootFileSchema>;

/** A first-boot file as the review page shows it: secrets masked, beside what the image ships. */
export interface FileReview {
  readonly path: string;
  readonly purpose: string;
  /** Content with secrets replaced by `••••••`. */
  readonly content: string;
  /** What the image has at this path; absent when the file is new. */
  readonly original?: string;
}

/** What will happen to one card, before anything happens. */
export interface CardReview {
  readonly node: string;
  readonly image: {
    readonly id: string;
    readonly name: string;
    readonly rawSha256: string;
    readonly mappedBytes: number;
    readonly rawBytes: number;
  };
  readonly firstBoot:
    { readonly kind: 'files'; readonly files: readonly FileReview[] } | { readonly kind: 'none'; readonly reason: string };
}

export const cardOrderSchema = z.strictObject({
  node: z.string(),
  target: cardTargetSchema,
  /** The drive's path or title typed by the user, when its verdict asks for confirmation. */
  confirmation: z.string().optional(),
});
export type CardOrder = z.output<typeof cardOrderSchema>;

/** What the test before the writing found (design §6). */
export const probeReportSchema = z.strictObject({
  /** `sound`: every block came back; `unfinished`: the card was too slow to test within the time, only the read-back tells. */
  outcome: z.enum(['sound', 'unfinished']),
  /** Blocks written and read back. */
  blocks: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
  /** Of a short sequential run; absent on cards too small for one. */
  bytesPerSecond: z.strictObject({ write: z.number().nonnegative(), read: z.number().nonnegative() }).optional(),
  /** The SD speed class that this write rate would satisfy; absent below class 2. An estimate. */
  speedClass: z.enum(['2', '4', '6', '10', 'V30']).optional(),
});
export type ProbeReport = z.output<typeof probeReportSchema>;

/** Proof of a finished card: what was written, what was read back. */
export const cardReportSchema = z.strictObject({
  bytesWritten: z.number().int().nonnegative(),
  bytesVerified: z.number().int().nonnegative(),
  ranges: z.number().int().nonnegative(),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string() })),
  seconds: z.number().nonnegative(),
  /** How the read-back avoided the page cache. */
  readBack: z.enum(['direct', 'cached']),
  /** Drives only. */
  probe: probeReportSchema.optional(),
});
export type CardReport = z.output<typeof cardReportSchema>;

/** The phases of one card, in order. */
export const cardPhases = ['preparing', 'probing', 'writing', 'verifying', 'personalising', 'rereading'] as const;
export type CardPhase = (typeof cardPhases)[number];

export type CardState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly phase: CardPhase; readonly progress: ByteProgress }
  | { readonly kind: 'done'; readonly report: CardReport }
  | { readonly kind: 'failed'; readonly phase: CardPhase; readonly error: ErrorFacts }
  | { readonly kind: 'cancelled'; readonly phase: CardPhase };

export interface CardStatus {
  readonly node: string;
  readonly target: CardTarget;
  readonly state: CardState;
}

/** All cards of one write session; `revision` grows with every change, so that a page that reloads resumes. */
export interface BatchSnapshot {
  readonly batchId: string;
  /** Folder of the project whose nodes they are; absent for cards without a plan. */
  readonly dir?: string;
  readonly revision: number;
  readonly finished: boolean;
  readonly cards: readonly CardStatus[];
}
