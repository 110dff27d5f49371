import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What Linux's sysfs knows of a block device that lsblk does not tell. */
export interface BlockFacts {
  /** `card`: an SD card in a slot; `built-in`: eMMC; `boot-area`: eMMC's own boot or replay-protected area; `other`: not on an MMC bus. */
  readonly memory: 'card' | 'built-in' | 'boot-area' | 'other';
  /** `8:16`; what an open file of the device calls itself. */
  readonly majorMinor?: string;
  /** The register that an SD card or eMMC was given when it was made, 32 hexadecimal digits. */
  readonly cid?: string;
  /** Another number whenever a device takes this name or its medium is changed. Linux 5.15 and later. */
  readonly sequence?: string;
}

/**
 * Reads the facts of `path`, a device directly below `/dev`; what cannot be read is left out.
 * Sources: Documentation/ABI/stable/sysfs-block (`diskseq`) and Documentation/driver-api/mmc/mmc-dev-attrs.rst (`cid`, `type`).
 */
export async function readBlockFacts(path: string, sysfs = '/sys/class/block'): Promise<BlockFacts> {
  const name = /^\/dev\/([^/]+)$/.exec(path)?.[1];
  if (name === undefined || name === '.' || name === '..') return { memory: 'other' };
  const fact = (file: string): Promise<string | undefined> => readFact(join(sysfs, name, file));
  const [majorMinor, sequence, cid, type] = await Promise.all(['dev', 'diskseq', 'device/cid', 'device/type'].map(fact));
  return {
    memory: memoryKind(name, type),
    ...(majorMinor === undefined ? {} : { majorMinor }),
    ...(cid === undefined ? {} : { cid }),
    ...(sequence === undefined ? {} : { sequence }),
  };
}

async function readFact(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}

/** SCSI devices have a `type` too: only names of the MMC driver count. */
function memoryKind(name: string, type: string | undefined): BlockFacts['memory'] {
  if (!/^mmcblk\d/.test(name)) return 'other';
  if (/(boot\d+|rpmb)$/.test(name)) return 'boot-area';
  return type === 'MMC' ? 'built-in' : 'card';
}
