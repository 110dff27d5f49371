import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { DriveIdentity } from '../contract/card.ts';
import { SlipwayError } from '../contract/errors.ts';
import { plainText } from '../contract/plain-text.ts';
import { placeKind } from '../contract/system-places.ts';
import { readBlockFacts } from '../disk/block-facts.ts';

/** What the writer found out by itself about the drive it was told to erase. */
export interface FoundDrive {
  readonly size: number;
  readonly serial?: string | undefined;
  readonly model?: string | undefined;
  readonly sequence?: string | undefined;
  /** `8:16`, on Linux. */
  readonly majorMinor?: string | undefined;
  readonly mountpoints: readonly string[];
}

interface LsblkNode {
  readonly path?: string | null | undefined;
  readonly serial?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly mountpoint?: string | null | undefined;
  readonly mountpoints?: readonly (string | null)[] | undefined;
  readonly children?: readonly LsblkNode[] | undefined;
}

const text = z.string().nullish();
const lsblkNode: z.ZodType<LsblkNode> = z.lazy(() =>
  z.object({
    path: text,
    serial: text,
    model: text,
    mountpoint: text,
    mountpoints: z.array(z.string().nullable()).optional(),
    children: z.array(lsblkNode).optional(),
  }),
);
const lsblkOutput = z.object({ blockdevices: z.array(lsblkNode) });

/**
 * Serial, model and everything that is mounted anywhere below the drive, from the whole tree that lsblk shows, and what sysfs
 * knows besides (Linux). The register of an SD card counts as its serial, as in the engine's list.
 */
export async function askLinux(path: string): Promise<Omit<FoundDrive, 'size'>> {
  const ask = promisify(execFile)('lsblk', ['--json', '--bytes', '--paths', '--output-all', '--', path]);
  const [{ stdout }, { cid, sequence, majorMinor }] = await Promise.all([ask, readBlockFacts(path)]);
  const found = parseLsblk(stdout);
  return { ...found, serial: cid ?? found.serial, sequence, majorMinor };
}

export function parseLsblk(stdout: string): Omit<FoundDrive, 'size'> {
  const [node] = lsblkOutput.parse(JSON.parse(stdout)).blockdevices;
  if (node === undefined) throw new SlipwayError('drive/not-found');
  return { serial: present(node.serial), model: present(node.model), mountpoints: mountpointsOf(node) };
}

const present = (value: string | null | undefined): string | undefined => {
  const plain = plainText(value ?? '');
  return plain === '' ? undefined : plain;
};

function mountpointsOf(node: LsblkNode): readonly string[] {
  const own = [node.mountpoint, ...(node.mountpoints ?? [])].filter((place) => typeof place === 'string');
  return [...new Set([...own, ...(node.children ?? []).flatMap(mountpointsOf)])];
}

/**
 * The last check before the first byte: is this the drive that was chosen, and is nothing of the running system on it?
 * What was unknown when it was chosen is not compared. Errors: `drive/changed`, `drive/refused`.
 */
export function mustBeChosen(chosen: DriveIdentity, found: FoundDrive): void {
  const differs = (['size', 'serial', 'model', 'sequence'] as const).filter(
    (fact) => chosen[fact] !== undefined && chosen[fact] !== found[fact],
  );
  if (differs.length > 0) throw new SlipwayError('drive/changed', `${chosen.path}: another ${differs.join(' and ')}.`);
  const held = found.mountpoints.filter((place) => placeKind(place) === 'system');
  if (held.length > 0) throw new SlipwayError('drive/refused', `${chosen.path} is in use as ${held.join(', ')}.`);
}
