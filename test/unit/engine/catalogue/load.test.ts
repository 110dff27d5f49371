import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue, type Catalogue } from '../../../../electron/engine/catalogue/load.ts';
import { parseOsList } from '../../../../electron/engine/catalogue/os-list.ts';
import { osList } from '../../../fakes/os-list.ts';

const sourceDir = fileURLToPath(new URL('../../../../resources/catalogue', import.meta.url));
const packed = '/nowhere/catalogue.json';

describe('the catalogue that ships', () => {
  let catalogue: Catalogue;
  beforeAll(async () => {
    catalogue = await loadCatalogue({ packed, sourceDir });
  });

  it('has every HypriotOS from 1.9.0 on, and the two 64-bit builds', () => {
    const versions = [
      '1.9.0',
      '1.10.0',
      '1.10.1',
      '1.11.0',
      '1.11.1',
      '1.11.2',
      '1.11.3',
      '1.11.4',
      '1.11.5',
      '1.12.0',
      '1.12.1',
      '1.12.2',
      '1.12.3',
    ];
    const ids = catalogue.images.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        ...versions.map((version) => `hypriotos-${version}`),
        'hypriotos64-20180429',
        'hypriotos64-20190715',
      ]),
    );
  });

  it('knows the size, the boards, the quirks and the hash, or where it is published, of each', () => {
    const boards = catalogue.boards.map(({ id }) => id);
    for (const image of catalogue.images) {
      expect(image.rawBytes, image.id).toBeGreaterThan(1e9);
      expect((image.rawBytes ?? 0) % 512, image.id).toBe(0);
      expect(boards, image.id).toEqual(expect.arrayContaining(image.boards));
      expect(image.boards.length, image.id).toBeGreaterThan(0);
      expect(image.sha256 ?? image.sha256Url ?? image.rawSha256, image.id).toBeDefined();
      if (image.sha256Url !== undefined) expect(image.sha256Url).toBe(`${image.url}.sha256`);
      for (const quirk of image.quirks) expect(quirk).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('pins the hash of HypriotOS 1.12.3', () => {
    expect(catalogue.images.find(({ id }) => id === 'hypriotos-1.12.3')).toMatchObject({
      url: 'https://github.com/hypriot/image-builder-rpi/releases/download/v1.12.3/hypriotos-rpi-v1.12.3.img.zip',
      sha256: '9015ee2d8834254d561694a93d45c21b2d345cabfa6f1d44152b0d247eee9f7e',
      rawBytes: 1_363_148_800,
      family: 'hypriot-cloud-init',
    });
  });

  it('has no id twice', () => {
    for (const ids of [catalogue.images.map(({ id }) => id), catalogue.boards.map(({ id }) => id)])
      expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists no image for a board that cannot run it', () => {
    for (const image of catalogue.images)
      for (const board of catalogue.boards.filter(({ id }) => image.boards.includes(id)))
        expect(board.architectures, `${image.id} on ${board.id}`).toContain(image.architecture);
  });

  it('gives its snapshot of the online list the ids and facts that the list itself gives', () => {
    const { images } = parseOsList(osList, catalogue.boards);
    const shared = images.filter(({ id }) => catalogue.images.some((image) => image.id === id));
    expect(shared).toHaveLength(2);
    for (const { name: _n, description: _d, origin: _o, version: _v, boards, ...facts } of shared) {
      const own = catalogue.images.find(({ id }) => id === facts.id);
      expect(own).toMatchObject(facts);
      expect(own?.boards.toSorted()).toEqual(boards.toSorted());
    }
  });
});

describe('loadCatalogue', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'slipway-catalogue-'));
    await writeFile(join(dir, 'images.yaml'), '- id: 5\n');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('names the place that is missing or wrong, and says to reinstall', async () => {
    await expect(loadCatalogue({ packed, sourceDir: dir })).rejects.toMatchObject({
      code: 'engine/internal',
      detail: `${dir} cannot be read.`,
      fix: 'Reinstall Slipway.',
    });
  });

  it('reads what the build packed without looking at the sources', async () => {
    const file = join(dir, 'catalogue.json');
    await writeFile(file, JSON.stringify(await loadCatalogue({ packed, sourceDir })));
    const catalogue = await loadCatalogue({ packed: file, sourceDir: '/nowhere' });
    expect(catalogue).toEqual(await loadCatalogue({ packed, sourceDir }));
  });
});
