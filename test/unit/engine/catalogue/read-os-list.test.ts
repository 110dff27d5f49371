import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import type { FetchJson } from '../../../../electron/engine/catalogue/fetch-json.ts';
import { osListUrl, readOsList, type OsListOptions } from '../../../../electron/engine/catalogue/read-os-list.ts';
import { shippedKnowledge } from '../../../fakes/cluster-plan.ts';
import { osList, osListParts } from '../../../fakes/os-list.ts';

const { boards } = await shippedKnowledge();
const subList = 'https://downloads.raspberrypi.com/os_list_misc.json';
const moreLite = { ...osListParts.lite, url: 'https://x.example/other-raspios-lite.img.xz' };

let dir = '';
let asked: string[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-os-list-'));
  asked = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const serving =
  (pages: Readonly<Record<string, unknown>>): FetchJson =>
  (url) => {
    asked.push(url);
    const page = pages[url];
    return page === undefined ? Promise.reject(new SlipwayError('image/unreachable', url)) : Promise.resolve(page);
  };

const options = (more: Partial<OsListOptions>): OsListOptions => ({
  boards,
  cacheFile: join(dir, 'data', 'os-list.json'),
  mode: 'online',
  fetchJson: serving({ [osListUrl]: osList, [subList]: { os_list: [moreLite] } }),
  now: () => new Date('2026-11-21T09:00:00Z'),
  ...more,
});

describe('readOsList', () => {
  it('follows subitems_url and keeps the list for later', async () => {
    const online = await readOsList(options({}));
    expect(asked).toEqual([osListUrl, subList]);
    expect(online?.images.map(({ id }) => id)).toContain('other-raspios-lite');
    expect(online?.readAt).toBe('2026-11-21T09:00:00.000Z');
    const cached = await readOsList(options({ mode: 'cached', fetchJson: serving({}) }));
    expect(cached).toEqual({ ...online, skipped: [] });
    expect(asked).toHaveLength(2);
    expect(await readdir(join(dir, 'data'))).toEqual(['os-list.json']);
  });

  it('falls back to the last good list when the server is out of reach', async () => {
    await readOsList(options({}));
    const later = await readOsList(options({ fetchJson: serving({}), now: () => new Date('2027-01-01T00:00:00Z') }));
    expect(later?.readAt).toBe('2026-11-21T09:00:00.000Z');
    expect(later?.images).not.toEqual([]);
  });

  it('shows a list that cannot be kept', async () => {
    await writeFile(join(dir, 'data'), 'a file in the place of the folder');
    expect((await readOsList(options({})))?.images).not.toEqual([]);
  });

  it('says why when there is nothing to fall back to', async () => {
    await expect(readOsList(options({ fetchJson: serving({}) }))).rejects.toMatchObject({ code: 'image/unreachable' });
  });

  it('keeps the good list when a list without images comes instead', async () => {
    await readOsList(options({}));
    const before = await readFile(join(dir, 'data', 'os-list.json'), 'utf8');
    expect((await readOsList(options({ fetchJson: serving({ [osListUrl]: { os_list: [] } }) })))?.images).not.toEqual([]);
    expect(await readFile(join(dir, 'data', 'os-list.json'), 'utf8')).toBe(before);
    await expect(
      readOsList(options({ cacheFile: join(dir, 'none.json'), fetchJson: serving({ [osListUrl]: 'hello' }) })),
    ).rejects.toMatchObject({
      code: 'catalogue/bad-list',
    });
  });

  it('does without a sub-list that cannot be had', async () => {
    const list = await readOsList(options({ fetchJson: serving({ [osListUrl]: osList }) }));
    expect(list?.images).toHaveLength(3);
  });

  it('asks for no address twice, none that is not http, and not for ever', async () => {
    const loop = {
      os_list: [
        osListParts.lite,
        { name: 'again', subitems_url: osListUrl },
        { name: 'file', subitems_url: 'file:///etc/passwd' },
      ],
    };
    await readOsList(options({ fetchJson: serving({ [osListUrl]: loop }) }));
    expect(asked).toEqual([osListUrl]);
    asked = [];
    const endless: FetchJson = (url) => {
      asked.push(url);
      return Promise.resolve({ os_list: [osListParts.lite, ...[1, 2].map((n) => ({ name: 'n', subitems_url: `${url}/${n}` }))] });
    };
    await readOsList(options({ fetchJson: endless }));
    expect(asked.length).toBeLessThanOrEqual(33);
  });

  it('knows nothing when only the cache is asked and there is none', async () => {
    expect(await readOsList(options({ mode: 'cached' }))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it.each([
    ['torn', '{"version":1,"ima'],
    ['of another version', '{"version":2,"readAt":"2026-11-21T09:00:00Z","images":[]}'],
    ['full of nonsense', '{"version":1,"readAt":"now","images":[{"id":5}]}'],
  ])('takes a cache that is %s for none', async (_, text) => {
    const cacheFile = join(dir, 'os-list.json');
    await writeFile(cacheFile, text);
    expect(await readOsList(options({ mode: 'cached', cacheFile }))).toBeUndefined();
  });
});
