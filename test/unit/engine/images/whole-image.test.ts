import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usedRangesOf } from '../../../../electron/disk/used-ranges.ts';
import { inspectImage } from '../../../../electron/engine/images/inspect/inspect.ts';
import { writePracticeImage } from '../../../../electron/engine/images/practice/practice-image.ts';
import { practiceEntry, resolveReference } from '../../../../electron/engine/images/references.ts';
import type { ImageStore, ReadyImage } from '../../../../electron/engine/images/store.ts';
import { hasDiskTools, makePiImage, tool } from '../../../fakes/pi-image.ts';
import { noise, openTestStore, run } from '../../../fakes/raw-images.ts';

let dir: string;
let store: ImageStore;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-whole-'));
  store = await openTestStore(join(dir, 'store'), { inspect: inspectImage, usedRanges: usedRangesOf, writePracticeImage });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const signal = new AbortController().signal;

/** Does what a card writer does: copies the mapped ranges over whatever was on the card before. */
async function writeToUsedCard({ rawPath, map }: ReadyImage): Promise<string> {
  const card = join(dir, 'card.img');
  const raw = readFileSync(rawPath);
  const old = noise(1024 * 1024, 99);
  const handle = await open(card, 'w');
  for (let at = 0; at < map.imageSize; at += old.length) await handle.write(old, 0, Math.min(old.length, map.imageSize - at), at);
  for (const { offset, length } of map.ranges) await handle.write(raw, offset, length, offset);
  await handle.close();
  return card;
}

/** The partitions of a card file as files of their own, for the tools that judge file systems. */
function partitionFiles(card: string, { stored }: ReadyImage): readonly string[] {
  const bytes = readFileSync(card);
  const partitions = stored.facts.kind === 'known' ? stored.facts.table.partitions : (stored.facts.table?.partitions ?? []);
  return partitions.map(({ offset, length, number }) => {
    const path = join(dir, `part${number}`);
    writeFileSync(path, bytes.subarray(offset, offset + length));
    return path;
  });
}

describe.skipIf(!hasDiskTools)('a Pi image in the store (needs the disk tools of Debian)', () => {
  it.each(['hypriot-1.12.3', 'raspios-trixie'] as const)(
    '(%s) is known by its bytes, and its map alone makes a sound card',
    async (flavour) => {
      const image = await makePiImage({ dir, flavour });
      const packed = join(dir, 'download');
      writeFileSync(packed, run('xz', ['-1', '-c', image]));
      const entry = resolveReference(packed, []);
      const stored = await store.fetch(entry, { signal });
      expect(stored.facts.kind).toBe('known');
      expect(stored.rawBytes).toBe(readFileSync(image).length);
      expect(stored.mappedBytes).toBeLessThan(stored.rawBytes);
      const ready = await store.get(entry.id);
      const [boot = '', root = ''] = partitionFiles(await writeToUsedCard(ready), ready);
      await tool('fsck.vfat', '-n', boot);
      await tool('e2fsck', '-fn', root);
    },
  );
});

describe('the practice image', () => {
  it('comes into the store without a network, and is known', async () => {
    const stored = await store.fetch(practiceEntry(), { signal });
    expect(stored).toMatchObject({ id: 'practice', source: 'practice:', facts: { kind: 'known', family: 'hypriot-cloud-init' } });
    expect(await store.fetch(practiceEntry(), { signal })).toEqual(stored);
  });
});

describe('a local file', () => {
  it('that was changed is taken in again, one that is gone stays stored', async () => {
    const path = join(dir, 'mine.img');
    await writePracticeImage(path);
    const entry = { ...resolveReference(pathToFileURL(path).href, []), name: 'Mine' };
    const first = await store.fetch(entry, { signal });
    const handle = await open(path, 'r+');
    await handle.write(Buffer.from('changed'), 0, 7, 1024 * 1024 - 512);
    await handle.close();
    const second = await store.fetch(entry, { signal });
    expect(second.rawSha256).not.toBe(first.rawSha256);
    rmSync(path);
    expect(await store.fetch(entry, { signal })).toEqual(second);
  });

  it('that does not exist is unknown', async () => {
    const entry = resolveReference(join(dir, 'nowhere.img'), []);
    await expect(store.fetch(entry, { signal })).rejects.toMatchObject({ code: 'image/unknown' });
  });
});
