import { writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { imageFolder } from '../../../../electron/engine/images/store/store-layout.ts';
import { createImageService, type ImageRoom } from '../../../../electron/engine/services/image-service.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const open: ImageRoom[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((room) => room.close()));
});

function roomIn(dataDir: string): ImageRoom {
  const room = createImageService({
    dataDir,
    catalogue: { knowledge: () => Promise.resolve({ images: [] }) } as never,
    projects: { mirrors: () => Promise.resolve({}) },
  });
  open.push(room);
  return room;
}

describe('the images of this computer', () => {
  it('are looked for again when the store could not be opened', async () => {
    const dataDir = tempFolder();
    const inTheWay = join(dataDir, 'images');
    writeFileSync(inTheWay, 'no folder');
    const { service } = roomIn(dataDir);
    await expect(service.stored()).rejects.toThrow();
    await rm(inTheWay);
    expect(await service.stored()).toEqual([]);
  });

  it('can be removed though their block map is damaged and they could not be written', async () => {
    const room = roomIn(tempFolder());
    await room.service.fetch({ reference: 'practice' });
    for await (const jobs of room.service.watch(new AbortController().signal)) if (jobs[0]?.state === 'done') break;
    const [image] = await room.service.stored();
    const id = image?.id ?? '';
    await writeFile(imageFolder(room.storeDir, id).map, '{');
    await expect(room.hold(id)).rejects.toThrow();
    await room.service.remove({ id });
    expect(await room.service.stored()).toEqual([]);
  });
});
