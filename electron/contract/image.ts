import { z } from 'zod';
import type { ErrorFacts } from './errors.ts';

export const architectures = ['armhf', 'arm64', 'armel', 'amd64', 'unknown'] as const;
export type Architecture = (typeof architectures)[number];

/** What Go, and with it container images, call what Debian calls armhf (GOARCH). */
export const goArchitecture = (architecture: Architecture): string =>
  architecture === 'armhf' || architecture === 'armel' ? 'arm' : architecture;

/** How an operating system takes its first-boot settings; one file per family in `engine/firstboot/` (design §7). */
export const osFamilies = [
  'hypriot-device-init',
  'hypriot-cloud-init',
  'hypriot64',
  'raspios-cloud-init',
  'raspios-firstrun',
  'ubuntu',
  'cloud-init',
] as const;
export type OsFamily = (typeof osFamilies)[number];

export const imageFormats = ['img', 'zip', 'gz', 'xz', 'zst'] as const;
export type ImageFormat = (typeof imageFormats)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One operating-system image that can be had. */
export const imageEntrySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string().default(''),
  /** What the catalogue believes; the bytes decide once the image is there (`ImageFacts`). */
  family: z.enum(osFamilies).optional(),
  version: z.string().default(''),
  architecture: z.enum(architectures).default('unknown'),
  /** Board ids of `resources/catalogue/boards.yaml`; empty when not known. */
  boards: z.array(z.string()).default([]),
  url: z.string(),
  format: z.enum(imageFormats).optional(),
  releaseDate: z.string().optional(),
  downloadBytes: z.number().int().positive().optional(),
  rawBytes: z.number().int().positive().optional(),
  /** SHA-256 of the file that is downloaded. */
  sha256: sha256.optional(),
  /** Where the publisher keeps that SHA-256 in `sha256sum` format. */
  sha256Url: z.string().optional(),
  /** SHA-256 of the unpacked image. */
  rawSha256: sha256.optional(),
  bmapUrl: z.string().optional(),
  /** What to know before choosing it: one sentence each. */
  quirks: z.array(z.string()).default([]),
  website: z.string().optional(),
  /** Where the entry came from. */
  origin: z.enum(['built-in', 'os-list', 'user', 'practice']).default('built-in'),
});
export type ImageEntry = z.output<typeof imageEntrySchema>;

/** A range of bytes of the raw image that must be written, with the SHA-256 of its content. */
export const mappedRangeSchema = z.strictObject({
  offset: z.number().int().nonnegative(),
  length: z.number().int().positive(),
  sha256,
});
export type MappedRange = z.output<typeof mappedRangeSchema>;

/**
 * Which bytes of an image matter. Ranges are sorted, disjoint, aligned to `blockSize` and at most 4 MiB long;
 * everything between them is free space that a reader of the file systems never looks at.
 */
export const blockMapSchema = z.strictObject({
  imageSize: z.number().int().positive(),
  blockSize: z.number().int().positive(),
  mappedBytes: z.number().int().nonnegative(),
  /** How the ranges were found. */
  origin: z.enum(['bmap', 'file-systems', 'non-zero', 'whole']),
  ranges: z.array(mappedRangeSchema),
});
export type BlockMap = z.output<typeof blockMapSchema>;

/**
 * What the first part of an image tells of the whole while the rest is still being unpacked: its size and the ranges that
 * matter, as far as partition table and free maps say. The map that is made of the whole rules.
 */
export const imageOutlineSchema = blockMapSchema.pick({ imageSize: true, mappedBytes: true }).extend({
  ranges: z.array(mappedRangeSchema.pick({ offset: true, length: true })),
});
export type ImageOutline = z.output<typeof imageOutlineSchema>;

export const partitionSchema = z.strictObject({
  /** Counted from 1, as in `/dev/mmcblk0p1`. */
  number: z.number().int().positive(),
  /** MBR type byte as two hex digits, or the GPT type GUID. */
  type: z.string(),
  offset: z.number().int().nonnegative(),
  length: z.number().int().positive(),
  fileSystem: z.enum(['fat12', 'fat16', 'fat32', 'ext4', 'unknown']),
  label: z.string(),
});
export type Partition = z.output<typeof partitionSchema>;

const bootSchema = z.strictObject({
  partition: z.number().int().positive(),
  freeBytes: z.number().int().nonnegative(),
  /** Names in the root folder of the boot partition. */
  names: z.array(z.string()),
  /** Text of the small files that first-boot settings build on (`cmdline.txt`, `config.txt`, `user-data` …). */
  files: z.record(z.string(), z.string()),
});
export type BootFacts = z.output<typeof bootSchema>;

const tableSchema = z.strictObject({
  scheme: z.enum(['mbr', 'gpt']),
  /** MBR disk signature as 8 lower-case hex digits: the `PARTUUID=<id>-02` of cmdline.txt. */
  diskId: z.string().optional(),
  partitions: z.array(partitionSchema),
});
export type PartitionTable = z.output<typeof tableSchema>;

/** What the bytes of an image say it is (never its file name). */
export const imageFactsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('known'),
    family: z.enum(osFamilies),
    /** For people: "HypriotOS 1.12.3". */
    name: z.string(),
    version: z.string(),
    architecture: z.enum(architectures),
    /** cloud-init version where the image has one: `0.7.9`, `18.3`, `25.2`. */
    cloudInit: z.string().optional(),
    table: tableSchema,
    boot: bootSchema,
  }),
  z.strictObject({
    kind: z.literal('unknown'),
    /** One sentence: why first-boot settings cannot be applied. */
    reason: z.string(),
    table: tableSchema.optional(),
    /** Present when there is a readable FAT boot partition all the same. */
    boot: bootSchema.optional(),
  }),
]);
export type ImageFacts = z.output<typeof imageFactsSchema>;
export type KnownImageFacts = Extract<ImageFacts, { kind: 'known' }>;

/** An image in the store: unpacked, checked, mapped, inspected. */
export const storedImageSchema = z.strictObject({
  /** Catalogue id, or a name made from the URL or file; also the name of its folder. */
  id: z.string(),
  name: z.string(),
  source: z.string(),
  rawBytes: z.number().int().positive(),
  /** Space it takes on disk (the raw file is sparse). */
  storedBytes: z.number().int().nonnegative(),
  mappedBytes: z.number().int().nonnegative(),
  downloadSha256: sha256.optional(),
  rawSha256: sha256,
  /** What vouches for the content: the publisher's hash, or nobody. */
  checkedAgainst: z.enum(['download-sha256', 'raw-sha256', 'nothing']),
  facts: imageFactsSchema,
  addedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
});
export type StoredImage = z.output<typeof storedImageSchema>;

/** Live state of bringing one image into the store. */
export type ImageJob =
  | {
      readonly id: string;
      readonly state: 'running';
      readonly phase: ImagePhase;
      readonly progress: ByteProgress;
      /** Whether so much is known of the image that drives can be written while the rest comes. */
      readonly drivesCanStart: boolean;
    }
  | { readonly id: string; readonly state: 'done' }
  | { readonly id: string; readonly state: 'failed'; readonly error: ErrorFacts }
  | { readonly id: string; readonly state: 'cancelled' };

export type ImagePhase = 'downloading' | 'unpacking' | 'mapping' | 'inspecting';

/** Progress of anything measured in bytes. Rates are over the last seconds, not since the start. */
export interface ByteProgress {
  readonly done: number;
  /** Absent when the total is truly unknown. */
  readonly total?: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft?: number;
  readonly limitedBy?: 'network' | 'unpacking' | 'card' | 'disk';
}

export interface StoreStatus {
  readonly dir: string;
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly freeDiskBytes: number;
}

/** A Raspberry Pi model, from `resources/catalogue/boards.yaml`. */
export const boardSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Architectures its processor can run, best first. */
  architectures: z.array(z.enum(architectures)),
  memoryMb: z.array(z.number().int().positive()),
  cores: z.number().int().positive(),
  wifi: z.boolean(),
  ethernet: z.boolean(),
  /** Ampere at 5 V of the board alone. Absent where nobody published them. */
  power: z
    .strictObject({
      /** What its maker says the supply should give. */
      supply: z.number().positive(),
      /** In ordinary use. */
      typical: z.number().positive(),
      /** With every core busy. */
      load: z.number().positive(),
    })
    .optional(),
  /** rpi-imager device tags that mean this board: `pi4-64bit`. */
  tags: z.array(z.string()).default([]),
});
export type Board = z.output<typeof boardSchema>;
