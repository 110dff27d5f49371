import type { DriveReason, DriveVerdict, ReasonCode } from '../../contract/card.ts';
import { plainText } from '../../contract/plain-text.ts';
import { placeKind } from '../../contract/system-places.ts';
import { isAtOrBelow, type DriveEvidence, type DriveUse, type ListedDrive, type SystemWitness } from './evidence.ts';
import { wholeTree, type BlockNode } from './lsblk.ts';
import { sizeText } from '../../contract/size-text.ts';

/** What the drive is wanted for. Sizes are bytes. */
export interface DriveNeed {
  readonly rawBytes?: number;
  /** Absolute path of the stored image, links resolved. */
  readonly imagePath?: string;
  /** Larger drives must be confirmed; 256 GB unless told. */
  readonly maxCardBytes?: number;
}

/** Cards larger than this exist, but so do backup disks: those have been erased by mistake (rpi-imager #234, #528). */
export const largestUsualCard = 256e9;

type Weight = 'refuses' | 'asks' | 'informs';
type Rule = (evidence: DriveEvidence, need: DriveNeed) => readonly Reason[];

interface Reason extends DriveReason {
  readonly weight: Weight;
}

/** Judges a drive by all the evidence: every reason is given, the heaviest decides (design §6). Pure. */
export function judgeDrive(evidence: DriveEvidence, need: DriveNeed = {}): DriveVerdict {
  const reasons = rules.flatMap((rule) => rule(evidence, need));
  return { decision: decide(reasons), reasons: reasons.map(({ code, message }) => ({ code, message })) };
}

function decide(reasons: readonly Reason[]): DriveVerdict['decision'] {
  if (reasons.some(({ weight }) => weight === 'refuses')) return 'refused';
  return reasons.some(({ weight }) => weight === 'asks') ? 'needs-confirmation' : 'allowed';
}

const reasonIf = (holds: boolean, weight: Weight, reason: DriveReason): readonly Reason[] =>
  holds ? [{ ...reason, weight }] : [];

const reason = (code: ReasonCode, message: string): DriveReason => ({ code, message });

/** Types that lsblk gives to what was built on top of a disk or partition. Source: lsblk.c, `get_device_type`. */
const stackTypes = /^(crypt|lvm|raid\d*|linear|md|dm|mpath|dmraid|bcache)/;

/** Members of a stack that lsblk cannot show as children, or that is not assembled now. Source: libblkid's superblock names, diskutil's contents. */
const memberTypes =
  /^(crypto_LUKS|BitLocker|LVM[12]_member|linux_raid_member|zfs_member|bcache|ceph_bluestore|drbd|.*_raid_member|Apple_CoreStorage|Apple_RAID)$/i;

const rules: readonly Rule[] = [
  ({ listed }) => reasonIf(listed.size === 0, 'refuses', reason('empty-reader', 'There is no card in this reader.')),
  systemDisk,
  mountedSystemFolders,
  unusualPlaces,
  (evidence) => used(evidence, 'backup', (what) => `This computer backs itself up to it (${what}).`),
  swapped,
  stacks,
  members,
  ({ listed, system }) =>
    reasonIf(
      listed.readOnly || system?.tree.readOnly === true,
      'refuses',
      reason('read-only', 'It is write-protected; SD cards have a lock switch on their side.'),
    ),
  tooSmall,
  holdsImage,
  tooLarge,
  notRemovable,
  singleWitness,
  ({ listed }) => reasonIf(listed.virtual, 'asks', reason('virtual', 'It is a virtual drive, not a card.')),
  mountedVolumes,
];

const reasonOf: Readonly<Record<DriveUse['kind'], ReasonCode>> = {
  'system-disk': 'system-disk',
  'system-folder': 'holds-mounted-system-folder',
  backup: 'holds-mounted-system-folder',
  swap: 'swap',
  stack: 'in-use-by-stack',
  'built-in': 'not-removable',
};

/** One reason for all uses of a kind. */
function used({ system }: DriveEvidence, kind: DriveUse['kind'], message: (what: string) => string): readonly Reason[] {
  const whats = (system?.uses ?? []).filter((use) => use.kind === kind).map(({ what }) => plainText(what));
  return reasonIf(whats.length > 0, 'refuses', reason(reasonOf[kind], message(whats.join(', '))));
}

/** On Linux, drivelist's own "system" only means "not removable"; elsewhere it looked further (research/imaging.md §3.4). */
function systemDisk(evidence: DriveEvidence): readonly Reason[] {
  const saidSo = evidence.system?.by !== 'lsblk' && evidence.listed.system;
  if (saidSo || places(evidence).includes('/'))
    return reasonIf(true, 'refuses', reason('system-disk', 'This computer runs from it.'));
  return used(evidence, 'system-disk', (what) => `This computer runs from it (${what}).`);
}

function mountedSystemFolders(evidence: DriveEvidence): readonly Reason[] {
  const held = places(evidence).filter((place) => place.startsWith('/') && place !== '/' && placeKind(place) === 'system');
  const inUse = `It is in use as ${held.map(plainText).join(', ')}.`;
  return [
    ...reasonIf(held.length > 0, 'refuses', reason('holds-mounted-system-folder', inUse)),
    ...used(evidence, 'system-folder', (what) => `It holds ${what}.`),
  ];
}

/** A 12 TB array at /data was as dear to its owner as one at /home (rpi-imager #234). */
function unusualPlaces(evidence: DriveEvidence): readonly Reason[] {
  const held = places(evidence).filter((place) => placeKind(place) === 'unusual');
  const message = `It is mounted at ${held.map(plainText).join(', ')}, where cards usually are not.`;
  return reasonIf(held.length > 0, 'asks', reason('holds-mounted-system-folder', message));
}

function swapped(evidence: DriveEvidence): readonly Reason[] {
  return places(evidence).includes('[SWAP]')
    ? reasonIf(true, 'refuses', reason('swap', 'The system swaps to it.'))
    : used(evidence, 'swap', (what) => `The system swaps to ${what} on it.`);
}

function stacks(evidence: DriveEvidence): readonly Reason[] {
  const built = nodes(evidence).filter(({ type }) => stackTypes.test(type));
  const names = built.map(({ path, type }) => `${plainText(path)} (${type})`).join(', ');
  return [
    ...reasonIf(built.length > 0, 'refuses', reason('in-use-by-stack', `It is part of ${names}.`)),
    ...used(evidence, 'stack', (what) => `It is part of ${what}.`),
  ];
}

function members(evidence: DriveEvidence): readonly Reason[] {
  const idle = nodes(evidence).filter(
    ({ fileSystem, children }) => memberTypes.test(fileSystem) && !children.some(({ type }) => stackTypes.test(type)),
  );
  const kinds = [...new Set(idle.map(({ fileSystem }) => plainText(fileSystem)))].join(', ');
  return reasonIf(idle.length > 0, 'asks', reason('in-use-by-stack', `It belongs to an encrypted or pooled volume (${kinds}).`));
}

function tooSmall({ listed }: DriveEvidence, { rawBytes = 0 }: DriveNeed): readonly Reason[] {
  const message = `It holds ${sizeText(listed.size)}; the image needs ${sizeText(rawBytes)}.`;
  return reasonIf(listed.size > 0 && listed.size < rawBytes, 'refuses', reason('too-small', message));
}

function holdsImage(evidence: DriveEvidence, { imagePath }: DriveNeed): readonly Reason[] {
  const holds = imagePath !== undefined && places(evidence).some((place) => isAtOrBelow(imagePath, place));
  return reasonIf(holds, 'refuses', reason('holds-the-image', 'The image itself is stored on it.'));
}

function tooLarge({ listed }: DriveEvidence, { maxCardBytes = largestUsualCard }: DriveNeed): readonly Reason[] {
  const message = `With ${sizeText(listed.size)} it is larger than cards usually are.`;
  return reasonIf(listed.size > maxCardBytes, 'asks', reason('larger-than-a-card', message));
}

/**
 * A slot in a laptop may call its cards fixed: there, hot-plugging counts. On USB it does not, or every disk in an
 * enclosure would be a card (rpi-imager #1420, util-linux #4112).
 */
function notRemovable(evidence: DriveEvidence): readonly Reason[] {
  const { listed, system } = evidence;
  const builtIn = (system?.uses ?? []).find(({ kind }) => kind === 'built-in');
  if (builtIn !== undefined)
    return reasonIf(
      true,
      'asks',
      reason('not-removable', `It is memory built into this computer (${builtIn.what}), not a card.`),
    );
  return reasonIf(!isRemovable(listed, system), 'asks', reason('not-removable', 'The system does not see it as removable.'));
}

function isRemovable(listed: ListedDrive, system: SystemWitness | undefined): boolean {
  if (system === undefined) return listed.removable;
  const { removable, hotplug, transport } = system.tree;
  const slot = hotplug && transport !== 'usb';
  // drivelist mixes hot-plugging in on Linux; on Windows its word on the medium is the only one there is.
  return removable || slot || (system.by === 'windows' && listed.removable);
}

function singleWitness({ system }: DriveEvidence): readonly Reason[] {
  const message = 'The system’s own tools could not confirm what is on it.';
  return reasonIf(system === undefined, 'asks', reason('single-witness', message));
}

function mountedVolumes(evidence: DriveEvidence): readonly Reason[] {
  const volumes = places(evidence).filter((place) => place.startsWith('/') || /^[a-z]:/i.test(place));
  const message = `Its volumes will be unmounted: ${volumes.map(plainText).join(', ')}.`;
  return reasonIf(volumes.length > 0, 'informs', reason('mounted-volumes', message));
}

const nodes = ({ system }: DriveEvidence): readonly BlockNode[] => (system === undefined ? [] : wholeTree(system.tree));

/** Where anything on the drive is mounted, at any depth, by any witness. */
const places = (evidence: DriveEvidence): readonly string[] => [
  ...new Set([
    ...nodes(evidence).flatMap(({ mountpoints }) => mountpoints),
    ...(evidence.system?.places ?? []),
    ...evidence.listed.mounts.map(({ path }) => path),
  ]),
];
