import type { DriveReason, DriveVerdict, ReasonCode } from '../../contract/card.ts';
import { plainText } from '../../contract/plain-text.ts';
import type { DriveEvidence } from './evidence.ts';
import { wholeTree, type BlockNode } from './lsblk.ts';
import { sizeText } from './size-text.ts';

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

/** Folders of the running system, and where people keep what they could not replace. Below /media, /mnt and /run they mount cards. */
const systemFolders = ['/boot', '/efi', '/etc', '/home', '/nix', '/opt', '/root', '/srv', '/tmp', '/usr', '/var'];

const isSystemFolder = (place: string): boolean =>
  systemFolders.some((folder) => place === folder || place.startsWith(`${folder}/`));

/** Types that lsblk gives to what was built on top of a disk or partition. Source: lsblk.c, `get_device_type`. */
const stackTypes = /^(crypt|lvm|raid\d*|linear|md|dm|mpath|dmraid|bcache)/;

/** Members of a stack that lsblk cannot show as children, or that is not assembled now. Source: libblkid's superblock names. */
const memberTypes = /^(crypto_LUKS|LVM[12]_member|linux_raid_member|zfs_member|bcache|ceph_bluestore|drbd|.*_raid_member)$/i;

const rules: readonly Rule[] = [
  ({ listed }) => reasonIf(listed.size === 0, 'refuses', reason('empty-reader', 'There is no card in this reader.')),
  systemDisk,
  mountedSystemFolders,
  (evidence) => reasonIf(places(evidence).includes('[SWAP]'), 'refuses', reason('swap', 'The system swaps to it.')),
  stacks,
  members,
  ({ listed, tree }) =>
    reasonIf(
      listed.readOnly || tree?.readOnly === true,
      'refuses',
      reason('read-only', 'It is write-protected; SD cards have a lock switch on their side.'),
    ),
  tooSmall,
  holdsImage,
  tooLarge,
  notRemovable,
  ({ listed }) => reasonIf(listed.virtual, 'asks', reason('virtual', 'It is a virtual drive, not a card.')),
  mountedVolumes,
];

/** On Linux, drivelist's own "system" only means "not removable"; elsewhere it looked further (research/imaging.md §3.4). */
function systemDisk(evidence: DriveEvidence): readonly Reason[] {
  const holdsRoot = places(evidence).includes('/');
  const saidSo = evidence.tree === undefined && evidence.listed.system;
  return reasonIf(holdsRoot || saidSo, 'refuses', reason('system-disk', 'This computer runs from it.'));
}

function mountedSystemFolders(evidence: DriveEvidence): readonly Reason[] {
  const held = places(evidence).filter(isSystemFolder);
  const message = `It is in use as ${held.map(plainText).join(', ')}.`;
  return reasonIf(held.length > 0, 'refuses', reason('holds-mounted-system-folder', message));
}

function stacks({ tree }: DriveEvidence): readonly Reason[] {
  const built = nodes(tree).filter(({ type }) => stackTypes.test(type));
  const names = built.map(({ path, type }) => `${plainText(path)} (${type})`).join(', ');
  return reasonIf(built.length > 0, 'refuses', reason('in-use-by-stack', `It is part of ${names}.`));
}

function members({ tree }: DriveEvidence): readonly Reason[] {
  const idle = nodes(tree).filter(
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
  const holds = imagePath !== undefined && places(evidence).some((place) => isBelow(imagePath, place));
  return reasonIf(holds, 'refuses', reason('holds-the-image', 'The image itself is stored on it.'));
}

/** Mount points are `/media/card` or `E:\`; Windows does not care about case. */
function isBelow(path: string, place: string): boolean {
  const windows = /^[a-z]:/i.test(place);
  const [inner, outer] = windows ? [path.toLowerCase(), place.toLowerCase()] : [path, place];
  const folder = /[\\/]$/.test(outer) ? outer : `${outer}${windows ? '\\' : '/'}`;
  return inner.startsWith(folder);
}

function tooLarge({ listed }: DriveEvidence, { maxCardBytes = largestUsualCard }: DriveNeed): readonly Reason[] {
  const message = `With ${sizeText(listed.size)} it is larger than cards usually are.`;
  return reasonIf(listed.size > maxCardBytes, 'asks', reason('larger-than-a-card', message));
}

/** A USB disk may call itself fixed and a card reader in a laptop may too: hot-plugging counts as removable. */
function notRemovable({ listed, tree }: DriveEvidence): readonly Reason[] {
  const removable = tree === undefined ? listed.removable : tree.removable || tree.hotplug;
  return reasonIf(!removable, 'asks', reason('not-removable', 'The system does not see it as removable.'));
}

function mountedVolumes(evidence: DriveEvidence): readonly Reason[] {
  const volumes = places(evidence).filter((place) => place.startsWith('/') || /^[a-z]:/i.test(place));
  const message = `Its volumes will be unmounted: ${volumes.map(plainText).join(', ')}.`;
  return reasonIf(volumes.length > 0, 'informs', reason('mounted-volumes', message));
}

const nodes = (tree: BlockNode | undefined): readonly BlockNode[] => (tree === undefined ? [] : wholeTree(tree));

/** Where anything on the drive is mounted, at any depth, by either witness. */
const places = ({ listed, tree }: DriveEvidence): readonly string[] => [
  ...new Set([...nodes(tree).flatMap(({ mountpoints }) => mountpoints), ...listed.mounts.map(({ path }) => path)]),
];
