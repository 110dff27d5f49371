import { realpath } from 'node:fs/promises';
import type { Drive, DriveIdentity, Volume } from '../../contract/card.ts';
import { plainText } from '../../contract/plain-text.ts';
import type { DriveEvidence, SystemWitness } from './evidence.ts';
import { deviceNews, type DeviceNews } from './device-news.ts';
import { gatherEvidence, listedDrives } from './gather-evidence.ts';
import { wholeTree } from './lsblk.ts';
import { sizeText } from '../../contract/size-text.ts';
import { judgeDrive, type DriveNeed } from './verdict.ts';

/** How often to look where no event tells: cards come and go by hand, and lsblk takes about 20 ms. */
const pollEvery = 1500;

/** Looks in a row that may fail before there is something to say about it. */
const mostFailures = 5;

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

/** How the drives are looked at. `quickLook`: what says cheaply whether something changed; empty where nothing does. */
export interface Looks {
  readonly quickLook: () => Promise<string>;
  readonly list: (need: DriveNeed) => Promise<readonly Drive[]>;
  readonly news: (signal: AbortSignal) => DeviceNews;
}

/**
 * The list now and at each change, for as long as someone watches; ends when `signal` is aborted. A look that fails is
 * made up for by the next one: tools stumble over a drive that goes while they look at it. Rejects when the first look
 * fails, or several in a row do.
 */
export async function* watchDrives(
  need: DriveNeed,
  signal: AbortSignal,
  looks: Looks = systemLooks,
): AsyncGenerator<readonly Drive[]> {
  const news = looks.news(signal);
  const look = changesIn(need, looks);
  let failures = mostFailures;
  while (!signal.aborted) {
    const drives = await look().catch((thrown: unknown) => {
      failures += 1;
      if (failures > mostFailures) throw thrown;
      return 'failed' as const;
    });
    if (drives !== 'failed') failures = 0;
    if (typeof drives === 'object') yield drives;
    await news.next(pollEvery);
  }
}

/** Looks again at each call; says what is there only when it is not what was there before. */
function changesIn(need: DriveNeed, { quickLook, list }: Looks): () => Promise<readonly Drive[] | 'unchanged'> {
  let [last, lastSeen] = ['', ''];
  return async () => {
    const seen = await quickLook();
    if (seen !== '' && seen === lastSeen) return 'unchanged';
    const drives = await list(need);
    const now = JSON.stringify(drives);
    const isNew = now !== last;
    [last, lastSeen] = [now, seen];
    return isNew ? drives : 'unchanged';
  };
}

/** lsblk is quick; PowerShell and diskutil are not, and are asked again only when drivelist sees a change. */
const quickLook = async (): Promise<string> => (process.platform === 'linux' ? '' : JSON.stringify(await listedDrives()));

const systemLooks: Looks = { quickLook, list: listDrives, news: deviceNews };

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
