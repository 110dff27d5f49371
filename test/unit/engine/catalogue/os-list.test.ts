import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageEntrySchema } from '../../../../electron/contract/image.ts';
import { isClusterImage, parseOsList } from '../../../../electron/engine/catalogue/os-list.ts';
import { shippedKnowledge } from '../../../fakes/cluster-plan.ts';
import { osList, osListParts } from '../../../fakes/os-list.ts';

const { boards } = await shippedKnowledge();
const all = (): boolean => true;
const parseLeaf = (leaf: unknown): ReturnType<typeof parseOsList> => parseOsList({ os_list: [leaf] }, boards, all);

describe('parseOsList', () => {
  it('keeps Raspberry Pi OS Lite and Ubuntu Server, wherever they are nested', () => {
    expect(parseOsList(osList, boards).images.map(({ id }) => id)).toEqual([
      '2026-06-18-raspios-trixie-arm64-lite',
      '2026-06-18-raspios-bookworm-armhf-lite',
      'ubuntu-24.04.5-preinstalled-server-arm64-raspi',
    ]);
  });

  it('reads every fact of an entry', () => {
    const [image] = parseLeaf(osListParts.ubuntu).images;
    expect(image).toEqual({
      id: 'ubuntu-24.04.5-preinstalled-server-arm64-raspi',
      name: 'Ubuntu Server 24.04.5 LTS (64-bit)',
      description: 'Server OS for RPi Zero 2W/3/4/400/5',
      family: 'ubuntu',
      version: '24.04.5',
      architecture: 'arm64',
      boards: ['pi3', 'pi3a+', 'pi3b+', 'cm3', 'pizero2w', 'pi4', 'pi400', 'cm4', 'pi5', 'pi500', 'cm5'],
      url: 'http://cdimage.ubuntu.com/ubuntu/releases/noble/release/ubuntu-24.04.5-preinstalled-server-arm64+raspi.img.xz',
      format: 'xz',
      releaseDate: '2026-09-08',
      downloadBytes: 1368926404,
      rawBytes: 4279900672,
      sha256: 'b23371a5c8d02f612c26e7c18cacb81c5a48f968c7c66a2645391320aa94351e',
      rawSha256: 'e3b326a03f513e92cac8e6f46eb68453b48e15c90c0575b45e1efa7fcc3f543c',
      quirks: [],
      origin: 'os-list',
    });
    expect(imageEntrySchema.parse(image)).toEqual(image);
  });

  it.each([
    ['cloudinit-rpi', 'raspios-cloud-init'],
    ['systemd', 'raspios-firstrun'],
    ['cloudinit', 'cloud-init'],
    ['none', undefined],
    ['', undefined],
    ['rpi-preseed', undefined],
    ['of-tomorrow', undefined],
    [undefined, undefined],
  ])('takes init_format %s for the family %s, and hides nothing', (init_format, family) => {
    const [image] = parseLeaf({ ...osListParts.lite, init_format }).images;
    expect(image?.family).toBe(family);
    expect(image?.name).toBe(osListParts.lite.name);
  });

  it.each([
    ['no name', { name: undefined }, 'it has no name'],
    ['a name of another type', { name: 5 }, 'it has no name'],
    ['no address', { url: undefined }, 'it has no http or https address'],
    ['an internal address', { url: 'internal://format' }, 'it has no http or https address'],
    ['a file address', { url: 'file:///etc/passwd' }, 'it has no http or https address'],
    ['a script address', { url: 'javascript:alert(1)' }, 'it has no http or https address'],
    ['a folder of files', { contains_multiple_files: true }, 'it is a folder of files, not a disk image'],
    ['an archive nobody unpacks', { url: 'https://x.example/a.img.bz2' }, 'a.img.bz2 is an archive that Slipway does not unpack'],
    ['an address without file', { url: 'https://x.example/' }, 'its address names no file'],
  ])('skips a leaf with %s, and says so', (_, change, reason) => {
    const { images, skipped } = parseOsList({ os_list: [{ ...osListParts.lite, ...change }, osListParts.ubuntu] }, boards, all);
    expect(skipped.map((entry) => entry.reason)).toEqual([reason]);
    expect(images).toHaveLength(1);
  });

  it.each([
    ['sizes', { extract_size: '5', image_download_size: -1 }, ['rawBytes', 'downloadBytes']],
    ['hashes', { extract_sha256: 'abc', image_download_sha256: 7 }, ['rawSha256', 'sha256']],
    [
      'dates and addresses',
      { release_date: 'yesterday', website: 'javascript:x', bmap_url: 'x' },
      ['releaseDate', 'website', 'bmapUrl'],
    ],
  ])('takes malformed %s for absent', (_, change, absent) => {
    const [image] = parseLeaf({ ...osListParts.ubuntu, ...change }).images;
    for (const key of absent) expect(image).not.toHaveProperty(key);
    expect(imageEntrySchema.safeParse(image).success).toBe(true);
  });

  it('names skipped leaves by their path', () => {
    const { skipped } = parseOsList(
      { os_list: [{ name: 'A', subitems: [{ name: 'B', subitems: [{ name: 'C', url: 'x' }] }] }] },
      boards,
    );
    expect(skipped).toEqual([{ path: 'A / B / C', reason: 'it has no http or https address' }]);
  });

  it('strips control and direction characters from what people read', () => {
    const [image] = parseLeaf({ ...osListParts.lite, name: 'Good\u202e\u0007 OS\n', description: '\u200b' }).images;
    expect(image).toMatchObject({ name: 'Good OS', description: '' });
  });

  it('tells two files of one name apart, in any order', () => {
    const twin = { ...osListParts.lite, url: 'https://elsewhere.example/2026-06-18-raspios-trixie-arm64-lite.img.xz' };
    const ids = (list: readonly unknown[]): ReadonlyMap<string, string> =>
      new Map(parseOsList({ os_list: list }, boards, all).images.map(({ id, url }) => [id, url]));
    expect(ids([osListParts.lite, twin]).size).toBe(2);
    expect(ids([osListParts.lite, twin, osListParts.lite]).size).toBe(2);
  });

  it.each([
    ['an armhf word', { architecture: 'armhf' }, 'armhf'],
    ['an armv8 word', { architecture: 'armv8' }, 'arm64'],
    ['its name', { architecture: 'mips', name: 'X (32-bit)', url: 'https://x.example/x.img' }, 'armhf'],
    ['its tags', { name: 'X', url: 'https://x.example/x.img' }, 'arm64'],
    ['mixed tags', { name: 'X', url: 'https://x.example/x.img', devices: ['pi4-64bit', 'pi4-32bit'] }, 'unknown'],
    ['no tags', { name: 'X', url: 'https://x.example/x.img', devices: 'pi4' }, 'unknown'],
  ])('tells the architecture by %s', (_, change, architecture) => {
    expect(parseLeaf({ ...osListParts.lite, ...change }).images[0]?.architecture).toBe(architecture);
  });

  it('is bounded in depth and number', () => {
    let deep: unknown = osListParts.lite;
    for (let level = 0; level < 10_000; level += 1) deep = { name: 'x', subitems: [deep] };
    expect(parseLeaf(deep).images).toEqual([]);
    const many = Array.from({ length: 20_000 }, (_, index) => ({ ...osListParts.lite, url: `https://x.example/${index}.img` }));
    expect(parseOsList({ os_list: many }, boards, all).images.length).toBeLessThanOrEqual(5000);
  });

  it('never throws, whatever the JSON, and every entry it gives is sound', () => {
    const key = fc.constantFrom(
      'os_list',
      'subitems',
      'name',
      'url',
      'devices',
      'init_format',
      'extract_size',
      'release_date',
      'subitems_url',
    );
    const leaf = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('https://x.example/a.img.xz', 'https://x.example/%E0%A4%A', 'pi4-64bit', 'cloudinit'),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.dictionary(key, tie('node'), { maxKeys: 5 }),
        fc.array(tie('node'), { maxLength: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (list) => {
        for (const image of parseOsList({ os_list: list }, boards, all).images)
          expect(imageEntrySchema.safeParse(image).success).toBe(true);
        expect(Array.isArray(parseOsList(list, boards).skipped)).toBe(true);
      }),
    );
  });
});

describe('isClusterImage', () => {
  it.each([
    ['lite', true],
    ['legacy', true],
    ['ubuntu', true],
    ['full', false],
    ['ubuntuDesktop', false],
  ] as const)('of %s is %s', (part, expected) => {
    const [image] = parseLeaf(osListParts[part]).images;
    expect(image && isClusterImage(image)).toBe(expected);
  });
});
