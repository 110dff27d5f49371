import { z } from 'zod';
import { cardTargetSchema } from './card.ts';
import type { ImageFacts } from './image.ts';

/** Where the configuration files of `slipway flash` are: paths or http(s) addresses. */
export interface FlashSources {
  readonly userData?: string;
  readonly metaData?: string;
  /** Becomes config.txt. */
  readonly bootConfig?: string;
  /** Becomes device-init.yaml, or occidentalis.txt when "occi" is in its path. */
  readonly deviceInit?: string;
  /** Copied to the boot partition under their own names. */
  readonly files: readonly string[];
}

/** A configuration file that was read: UTF-8 without BOM, LF; files that are only copied are as they were. */
export const sourceFileSchema = z.strictObject({
  /** The path or address it was given as. */
  source: z.string(),
  text: z.string(),
  /** Present when a file that is only copied is no text: `text` is its bytes in base64. */
  encoding: z.literal('base64').optional(),
});
export type SourceFile = z.output<typeof sourceFileSchema>;

export const flashSettingsSchema = z.strictObject({
  userData: sourceFileSchema.optional(),
  metaData: sourceFileSchema.optional(),
  bootConfig: sourceFileSchema.optional(),
  deviceInit: sourceFileSchema.optional(),
  files: z.array(sourceFileSchema).default([]),
  hostname: z.string().optional(),
  ssid: z.string().optional(),
  wifiKey: z.string().optional(),
  clusterLab: z.enum(['true', 'false']).optional(),
});
/** What `slipway flash` was asked to change on the boot partition. */
export type FlashSettings = z.output<typeof flashSettingsSchema>;

export const flashOrderSchema = z.strictObject({
  /** Id of a stored image; absent when the card keeps what it has and is only configured. */
  imageId: z.string().optional(),
  target: cardTargetSchema,
  /** The drive's path typed by the user, when its verdict asks for confirmation. */
  confirmation: z.string().optional(),
  settings: flashSettingsSchema,
});
export type FlashOrder = z.output<typeof flashOrderSchema>;

/** slipway.json on the boot partition: whose card it is (`firstboot/boot-files.ts` writes it). */
export const cardMarkerSchema = z.object({
  slipway: z.literal(1),
  cluster: z.string(),
  node: z.string(),
  instanceId: z.string(),
  image: z.object({ name: z.string() }),
  /** ISO 8601. */
  writtenAt: z.string(),
});
export type CardMarker = z.output<typeof cardMarkerSchema>;

/** Whether a card still holds the image it was written from; the boot partition is left out, because it is meant to change. */
export type CardIntegrity =
  | { readonly kind: 'intact'; readonly imageId: string; readonly comparedBytes: number }
  /** `firstDifference`: offset of the block of 4096 bytes in which the first difference is. A node that ran changes its own card. */
  | {
      readonly kind: 'differs';
      readonly imageId: string;
      readonly comparedBytes: number;
      readonly differentBytes: number;
      readonly firstDifference: number;
    }
  /** One sentence. */
  | { readonly kind: 'not-compared'; readonly reason: string };

/** What a card says it is, read back from its bytes. */
export interface CardInfo {
  readonly path: string;
  readonly bytes: number;
  readonly state:
    /** Writing was interrupted: it is no card until it is written again. */
    | { readonly kind: 'unfinished' }
    /** No partition table; one sentence why. */
    | { readonly kind: 'blank'; readonly reason: string }
    | {
        readonly kind: 'image';
        readonly facts: ImageFacts;
        readonly marker?: CardMarker;
        readonly integrity: CardIntegrity;
      };
}
