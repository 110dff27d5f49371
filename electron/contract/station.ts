import { z } from 'zod';
import type { CardState, Drive } from './card.ts';
import type { ErrorFacts } from './errors.ts';
import type { CardMarker } from './flash.ts';

/** `serial`: one card after the other. `parallel`: every reader at once. */
export const stationModes = ['serial', 'parallel'] as const;
export type StationMode = (typeof stationModes)[number];

export const stationStartSchema = z.strictObject({
  dir: z.string(),
  mode: z.enum(stationModes).default('serial'),
  /** Whether a drive that is `allowed`, and whose card holds nothing of Slipway's, is written without a question. */
  auto: z.boolean().default(false),
  /** Nodes to write, in the plan's order; all of the plan where absent. */
  nodes: z.array(z.string()).optional(),
});
export type StationStart = z.output<typeof stationStartSchema>;

/** What a person does at the station. `slot` is a {@link StationSlot.id}: a card that was swapped has another one. */
export const stationActSchema = z.discriminatedUnion('type', [
  /** Takes a card that was in before the station began, or was put aside, for the node that is next. */
  z.strictObject({ type: z.literal('use'), slot: z.string() }),
  /** `typed`: the drive's path or title, where its verdict asks for confirmation. */
  z.strictObject({ type: z.literal('confirm'), slot: z.string(), typed: z.string().optional() }),
  /** Confirms every card about which there is no doubt. */
  z.strictObject({ type: z.literal('confirm-all') }),
  /** Parts a card from its node before anything is written. */
  z.strictObject({ type: z.literal('undo'), slot: z.string() }),
  /** Leaves a node out. */
  z.strictObject({ type: z.literal('skip'), node: z.string() }),
  /** Puts a node that was left out, or is done, into the queue again; one that failed gets the card it failed on. */
  z.strictObject({ type: z.literal('retry'), node: z.string() }),
  /** Stops the writing of a card. */
  z.strictObject({ type: z.literal('cancel'), slot: z.string() }),
  z.strictObject({ type: z.literal('auto'), on: z.boolean() }),
]);
export type StationAct = z.output<typeof stationActSchema>;

/** What is on a card before it is written. */
export type StationCard =
  | { readonly kind: 'unread' }
  | { readonly kind: 'blank' }
  /** Slipway was interrupted while it wrote this card. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'image'; readonly name?: string; readonly marker?: CardMarker }
  | { readonly kind: 'unreadable'; readonly error: ErrorFacts };

/** Why a card is not written without a question. */
export type StationDoubt =
  /** The card of a node of this cluster that is done. */
  | { readonly kind: 'finished-card'; readonly node: string; readonly writtenAt: string }
  /** It was written for this or another node of this cluster. */
  | { readonly kind: 'written-before'; readonly node: string; readonly writtenAt: string }
  | { readonly kind: 'other-cluster'; readonly cluster: string; readonly node: string; readonly writtenAt: string }
  | { readonly kind: 'unreadable'; readonly error: ErrorFacts }
  /** Its verdict asks for the typed path. */
  | { readonly kind: 'needs-confirmation' };

export type SlotState =
  /** In the reader, bound to nothing. */
  | { readonly kind: 'idle' }
  /** It cannot become the card of this node. */
  | { readonly kind: 'refused'; readonly node: string; readonly error: ErrorFacts }
  | { readonly kind: 'checking'; readonly node: string }
  | { readonly kind: 'asking'; readonly node: string; readonly doubts: readonly StationDoubt[] }
  | { readonly kind: 'starting'; readonly node: string }
  | { readonly kind: 'writing'; readonly node: string; readonly batchId: string; readonly card: CardState }
  | { readonly kind: 'done'; readonly node: string }
  | { readonly kind: 'failed'; readonly node: string; readonly error: ErrorFacts }
  | { readonly kind: 'cancelled'; readonly node: string };

/** A card in a reader. */
export interface StationSlot {
  /** Of this card in this reader; never used again. */
  readonly id: string;
  readonly drive: Drive;
  /** `baseline`: it was in when the station began, so that only a person can mean it. */
  readonly origin: 'baseline' | 'appeared';
  /** False while its last news from the writer is awaited though it was pulled out or ejected. */
  readonly present: boolean;
  readonly card: StationCard;
  readonly state: SlotState;
}

export interface StationNode {
  readonly node: string;
  /** Bytes that its image needs. */
  readonly rawBytes: number;
  readonly state: 'waiting' | 'bound' | 'done' | 'skipped';
  /** Whether the journal already had it done when the station began. */
  readonly doneBefore: boolean;
  /** How its last card went wrong. */
  readonly trouble?: ErrorFacts;
}

/** A card that ended at this station. */
export interface StationRecord {
  readonly node: string;
  /** Title and path of the drive. */
  readonly title: string;
  readonly path: string;
  readonly outcome: 'done' | 'failed' | 'cancelled';
  readonly error?: ErrorFacts;
  /** How long writing it took. */
  readonly seconds?: number;
  /** ISO 8601. */
  readonly at: string;
}

/** What the station asks for now. */
export type StationPrompt =
  | { readonly kind: 'insert'; readonly node: string }
  /** Every node that is left has a card; there is nothing to insert. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'finished' };

/** The whole station; `revision` grows with every change, so that a page that reloads resumes. */
export interface StationSnapshot {
  readonly dir: string;
  readonly cluster: string;
  readonly revision: number;
  readonly mode: StationMode;
  readonly auto: boolean;
  /** It was stopped; nothing follows. */
  readonly closed: boolean;
  readonly prompt: StationPrompt;
  readonly nodes: readonly StationNode[];
  readonly slots: readonly StationSlot[];
  /** Newest first. */
  readonly history: readonly StationRecord[];
}
