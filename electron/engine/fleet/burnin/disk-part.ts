import { SlipwayError } from '../../../contract/errors.ts';
import type { DiskResult } from '../../../contract/burnin.ts';
import type { NodeFacts, NodeFileSystem } from '../../../contract/facts.ts';
import { asRoot, onLines, type BurninPorts, type Crew } from './crew.ts';
import { doing, parseDisk } from './disk-result.ts';
import { diskArguments, diskScript } from './scripts/disk.ts';

/** As large as the founding document's 50 MB, in whole blocks of 16 MiB; small enough for the slowest card to fill in seconds. */
const fileMiB = 64;
/** Stays free on every file system, whatever happens. */
const floorMiB = 512;
/** Four kinds of access with three block sizes, and the synchronous writes. */
const runsADisk = 13;
/** A node has its card and perhaps a disk or two. */
const mostDisks = 4;

/** What is mounted below these is no place to keep things: a container's bind mounts, single files among them. */
const systemMounts = /^\/(run|proc|sys|dev)(\/|$)/;
const diskTypes = new Set(['ext4', 'ext3', 'xfs', 'btrfs', 'f2fs']);

/** Seconds for each run: long enough to pass a card's cache in a long burn-in, short in a short one. */
export const runSeconds = (stressSeconds: number): number => Math.min(5, Math.max(1, Math.round(stressSeconds / 60)));

/** The file systems that are measured: one for each card or disk, with room for the file above the floor. */
export function disksOf({ fileSystems }: NodeFacts): readonly NodeFileSystem[] {
  const fitting = fileSystems.filter(
    ({ mount, type, readOnly, freeBytes }) =>
      diskTypes.has(type) && !readOnly && !systemMounts.test(mount) && freeBytes >= (fileMiB + floorMiB) * 1024 * 1024,
  );
  const seen = new Set<string>();
  return fitting.filter(({ device }) => !seen.has(device) && seen.add(device)).slice(0, mostDisks);
}

/** Seconds that the disks of a node are expected to take. */
export const diskSeconds = (facts: NodeFacts, stressSeconds: number): number =>
  disksOf(facts).length * runsADisk * (runSeconds(stressSeconds) + 1);

interface DiskWork {
  readonly crew: Crew;
  readonly ports: BurninPorts;
  readonly stressSeconds: number;
}

/** Measures all disks of a node, one after the other. */
export async function measureDisks(node: string, facts: NodeFacts, { crew, ports, stressSeconds }: DiskWork): Promise<void> {
  const disks = disksOf(facts);
  if (disks.length === 0) ports.tell({ type: 'note', node, text: `disk: no file system has ${floorMiB + fileMiB} MiB free.` });
  for (const [index, disk] of disks.entries()) {
    let runs = 0;
    const onLine = (line: string): void => {
      const what = doing(line);
      if (what === undefined) return;
      const fraction = (index + runs / runsADisk) / disks.length;
      runs += 1;
      ports.tell({ type: 'phase', node, phase: { kind: 'disk', fraction, doing: `${disk.mount}: ${what}` } });
    };
    const result = await crew.attempt(node, 'disk', () => measure(node, disk, { ports, stressSeconds, onLine }));
    if (result === undefined) return;
    ports.tell({ type: 'disk', node, result });
  }
}

interface Measuring {
  readonly ports: BurninPorts;
  readonly stressSeconds: number;
  readonly onLine: (line: string) => void;
}

async function measure(node: string, disk: NodeFileSystem, { ports, stressSeconds, onLine }: Measuring): Promise<DiskResult> {
  const seconds = runSeconds(stressSeconds);
  const args = diskArguments({ mount: disk.mount, fileMiB, runSeconds: seconds, floorMiB });
  const limit = runsADisk * (seconds * 4 + 20);
  const options = { ...asRoot(ports.signal, limit), args, maxOutputBytes: 4_000_000, onOutput: onLines(onLine) };
  const { stdout, stderr } = await ports.shell(node).script(diskScript, options);
  const measured = parseDisk(stdout);
  if (measured === undefined)
    throw new SlipwayError('fleet/bad-answer', `${disk.mount} could not be measured. ${stderr.trim().slice(-200)}`.trim());
  return {
    mount: disk.mount,
    device: disk.device,
    medium: mediumOf(disk.device, stdout),
    fileBytes: fileMiB * 1024 * 1024,
    ...measured,
  };
}

/** By the kernel's name of the device; of others, whether it says that they turn. */
function mediumOf(device: string, output: string): DiskResult['medium'] {
  if (/^\/dev\/mmcblk/.test(device)) return 'sd';
  if (/^\/dev\/nvme/.test(device)) return 'ssd';
  const turns = /^rotational ([01])$/m.exec(output)?.[1];
  if (!/^\/dev\/sd[a-z]/.test(device) || turns === undefined) return 'unknown';
  return turns === '1' ? 'hdd' : 'ssd';
}
