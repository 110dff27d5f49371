import { realpath } from 'node:fs/promises';
import type { Drive, DriveIdentity, Volume } from '../../contract/card.ts';
import { plainText } from '../../contract/plain-text.ts';
import type { DriveEvidence, SystemWitness } from './evidence.ts';
import { deviceNews } from './device-news.ts';
import { gatherEvidence, listedDrives } from './gather-evidence.ts';
import { wholeTree } from './lsblk.ts';
import { sizeText } from './size-text.ts';
import { judgeDrive, type DriveNeed } from './verdict.ts';

/** How often to look where no event tells: cards come and go by hand, and lsblk takes about 20 ms. */
const pollEvery = 1500;

/** All drives with their verdicts. */
export async function listDrives(need: DriveNeed = {}): Promise<readonly Drive[]> {
  const resolved = await withRealPath(need);
  return (await gatherEvidence()).map((evidence) => describeDrive(evidence, resolved));
}

/** A link into a card's own volume must not hide that the image is on it. */
async function withRealPath(need: DriveNeed): Promise<DriveNeed> {
  const { imagePath } = need;
  if (imagePath === undefined) return need;
  return { ...need, imagePath: await realpath(imagePath).catch(() => imagePath) };
}

/** The list now and at each change, for as long as someone watches; ends when `signal` is aborted. */
export async function* watchDrives(need: DriveNeed, signal: AbortSignal): AsyncGenerator<readonly Drive[]> {
  const news = deviceNews(signal);
  let lastSeen = '';
  let last = '';
  while (!signal.aborted) {
    const seen = await quickLook();
    const drives = seen !== '' && seen === lastSeen ? undefined : await listDrives(need);
    const now = drives === undefined ? last : JSON.stringify(drives);
    if (drives !== undefined && now !== last) yield drives;
    [last, lastSeen] = [now, seen];
    await news.next(pollEvery);
  }
}

/** lsblk is quick; PowerShell and diskutil are not, and are asked again only when drivelist sees a change. */
const quickLook = async (): Promise<string> => (process.platform === 'linux' ? '' : JSON.stringify(await listedDrives()));

/** A drive as people see it. Pure. */
export function describeDrive(evidence: DriveEvidence, need: DriveNeed): Drive {
  const { listed, system } = evidence;
  return {
    identity: identityOf(evidence),
    title: `${nameOf(evidence)}, ${listed.size === 0 ? 'empty' : sizeText(listed.size)}`,
    bus: plainText(system?.tree.transport ?? '') || listed.bus.toLowerCase(),
    volumes: volumesOf(evidence),
    verdict: judgeDrive(evidence, need),
  };
}

/**
 * What the writer finds out again by itself before it writes: on Linux the model of lsblk, the serial of the card or of its
 * reader, and the kernel's sequence number; elsewhere drivelist's words.
 */
function identityOf({ listed, system }: DriveEvidence): DriveIdentity {
  const { path, size } = listed;
  const { model, serial, sequence } = system?.by === 'lsblk' ? linuxIdentity(system) : { model: listed.description };
  return { path, size, ...present('serial', serial), ...present('model', model), ...present('sequence', sequence) };
}

const linuxIdentity = ({ tree, facts }: SystemWitness): Partial<DriveIdentity> => ({
  model: tree.model,
  serial: facts?.cid ?? tree.serial,
  sequence: facts?.sequence,
});

function present(key: 'serial' | 'model' | 'sequence', value = ''): Partial<DriveIdentity> {
  const plain = plainText(value);
  return plain === '' ? {} : { [key]: plain };
}

function nameOf({ listed, system }: DriveEvidence): string {
  const model = plainText(`${system?.tree.vendor ?? ''} ${system?.tree.model ?? ''}`);
  return model || plainText(listed.description) || (listed.virtual ? 'Virtual drive' : 'Card');
}

function volumesOf({ listed, system }: DriveEvidence): readonly Volume[] {
  if (system === undefined) return listed.mounts.map(({ path, label }) => ({ label: plainText(label), mountpoint: path }));
  return wholeTree(system.tree)
    .filter(({ fileSystem, mountpoints, label }) => fileSystem !== '' || label !== '' || mountpoints.length > 0)
    .map(({ label, mountpoints: [mountpoint], fileSystem, size }) => ({
      label: plainText(label),
      ...(mountpoint === undefined ? {} : { mountpoint }),
      ...(fileSystem === '' ? {} : { fileSystem: plainText(fileSystem) }),
      size,
    }));
}
