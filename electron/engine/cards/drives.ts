import { realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Drive, DriveIdentity, Volume } from '../../contract/card.ts';
import { plainText } from '../../contract/plain-text.ts';
import { gatherEvidence, type DriveEvidence } from './evidence.ts';
import { wholeTree } from './lsblk.ts';
import { sizeText } from './size-text.ts';
import { judgeDrive, type DriveNeed } from './verdict.ts';

/** Cards come and go by hand: looking this often is soon enough, and lsblk takes about 20 ms. */
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
  let last = '';
  while (!signal.aborted) {
    const drives = await listDrives(need);
    const now = JSON.stringify(drives);
    if (now !== last) yield drives;
    last = now;
    await delay(pollEvery, undefined, { signal }).catch(() => undefined);
  }
}

/** A drive as people see it. Pure. */
export function describeDrive(evidence: DriveEvidence, need: DriveNeed): Drive {
  const { listed, tree } = evidence;
  return {
    identity: identityOf(evidence),
    title: `${nameOf(evidence)}, ${listed.size === 0 ? 'empty' : sizeText(listed.size)}`,
    bus: plainText(tree?.transport ?? '') || listed.bus.toLowerCase(),
    volumes: volumesOf(evidence),
    verdict: judgeDrive(evidence, need),
  };
}

/** What the writer finds out again by itself before it writes: lsblk's model and serial on Linux, drivelist's words elsewhere. */
function identityOf({ listed, tree }: DriveEvidence): DriveIdentity {
  const serial = plainText(tree?.serial ?? '');
  const model = plainText(tree === undefined ? listed.description : tree.model);
  return {
    path: listed.path,
    size: listed.size,
    ...(serial === '' ? {} : { serial }),
    ...(model === '' ? {} : { model }),
  };
}

function nameOf({ listed, tree }: DriveEvidence): string {
  const model = plainText(`${tree?.vendor ?? ''} ${tree?.model ?? ''}`);
  return model || plainText(listed.description) || (listed.virtual ? 'Virtual drive' : 'Card');
}

function volumesOf({ listed, tree }: DriveEvidence): readonly Volume[] {
  if (tree === undefined) return listed.mounts.map(({ path, label }) => ({ label: plainText(label), mountpoint: path }));
  return wholeTree(tree)
    .filter(({ fileSystem, mountpoints, label }) => fileSystem !== '' || label !== '' || mountpoints.length > 0)
    .map(({ label, mountpoints: [mountpoint], fileSystem, size }) => ({
      label: plainText(label),
      ...(mountpoint === undefined ? {} : { mountpoint }),
      ...(fileSystem === '' ? {} : { fileSystem: plainText(fileSystem) }),
      size,
    }));
}
