import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

/** One device of lsblk's tree: a disk, a partition, or what was built on top of one (crypt, lvm, raid1 …). */
export interface BlockNode {
  readonly path: string;
  readonly type: string;
  /** `8:16`, as the kernel names it; empty where there is no such thing. */
  readonly majorMinor: string;
  /** Bytes; 0 for a reader without a card. */
  readonly size: number;
  readonly readOnly: boolean;
  readonly removable: boolean;
  readonly hotplug: boolean;
  readonly model: string;
  readonly vendor: string;
  readonly serial: string;
  /** `usb`, `mmc`, `sata`, `nvme` …; empty when unknown. */
  readonly transport: string;
  readonly label: string;
  readonly fileSystem: string;
  readonly mountpoints: readonly string[];
  readonly children: readonly BlockNode[];
}

/** What a node says of itself where a system tells nothing. */
export const unknownNode: Omit<BlockNode, 'path' | 'type' | 'size'> = {
  majorMinor: '',
  readOnly: false,
  removable: false,
  hotplug: false,
  model: '',
  vendor: '',
  serial: '',
  transport: '',
  label: '',
  fileSystem: '',
  mountpoints: [],
  children: [],
};

// util-linux before 2.33 wrote numbers and flags as strings, and before 2.37 knew one mount point only.
const text = z.string().nullish();
const flag = z.union([z.boolean(), z.enum(['0', '1'])]).nullish();
const count = z.union([z.number(), z.string().regex(/^\d+$/)]).nullish();

interface RawNode {
  readonly path?: string | null | undefined;
  readonly name: string;
  readonly type?: string | null | undefined;
  readonly 'maj:min'?: string | null | undefined;
  readonly size?: number | string | null | undefined;
  readonly ro?: boolean | '0' | '1' | null | undefined;
  readonly rm?: boolean | '0' | '1' | null | undefined;
  readonly hotplug?: boolean | '0' | '1' | null | undefined;
  readonly model?: string | null | undefined;
  readonly vendor?: string | null | undefined;
  readonly serial?: string | null | undefined;
  readonly tran?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly partlabel?: string | null | undefined;
  readonly fstype?: string | null | undefined;
  readonly mountpoint?: string | null | undefined;
  readonly mountpoints?: readonly (string | null)[] | undefined;
  readonly children?: readonly RawNode[] | undefined;
}

const rawNode: z.ZodType<RawNode> = z.lazy(() =>
  z.object({
    path: text,
    name: z.string(),
    type: text,
    'maj:min': text,
    size: count,
    ro: flag,
    rm: flag,
    hotplug: flag,
    model: text,
    vendor: text,
    serial: text,
    tran: text,
    label: text,
    partlabel: text,
    fstype: text,
    mountpoint: text,
    mountpoints: z.array(z.string().nullable()).optional(),
    children: z.array(rawNode).optional(),
  }),
);
const output = z.object({ blockdevices: z.array(rawNode) });

/** Parses `lsblk --json --bytes --paths --output-all`, of any util-linux since 2.27. Throws a ZodError or SyntaxError. */
export const parseLsblk = (stdout: string): readonly BlockNode[] => output.parse(JSON.parse(stdout)).blockdevices.map(blockNode);

function blockNode(raw: RawNode): BlockNode {
  return {
    path: raw.path ?? (raw.name.startsWith('/') ? raw.name : `/dev/${raw.name}`),
    type: raw.type ?? '',
    majorMinor: (raw['maj:min'] ?? '').trim(),
    size: Number(raw.size ?? 0),
    readOnly: isSet(raw.ro),
    removable: isSet(raw.rm),
    hotplug: isSet(raw.hotplug),
    model: raw.model ?? '',
    vendor: raw.vendor ?? '',
    serial: raw.serial ?? '',
    transport: raw.tran ?? '',
    label: raw.label ?? raw.partlabel ?? '',
    fileSystem: raw.fstype ?? '',
    mountpoints: mountpointsOf(raw),
    children: (raw.children ?? []).map(blockNode),
  };
}

const isSet = (value: RawNode['ro']): boolean => value === true || value === '1';

const mountpointsOf = ({ mountpoint, mountpoints }: RawNode): readonly string[] => [
  ...new Set([...(mountpoints ?? []), mountpoint].filter((place) => typeof place === 'string')),
];

/** All block devices of this Linux machine as trees. */
export async function readLsblk(): Promise<readonly BlockNode[]> {
  const args = ['--json', '--bytes', '--paths', '--all', '--output-all'];
  const { stdout } = await promisify(execFile)('lsblk', args, { maxBuffer: 16 * 1024 * 1024 });
  return parseLsblk(stdout);
}

/** The device and everything below it. */
export const wholeTree = (node: BlockNode): readonly BlockNode[] => [node, ...node.children.flatMap(wholeTree)];
