import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageEntrySchema } from '../../../../electron/contract/image.ts';
import { resolveReference } from '../../../../electron/engine/images/references.ts';
import { folderName } from '../../../../electron/engine/images/store/store-layout.ts';

const entry = (id: string): ReturnType<typeof imageEntrySchema.parse> =>
  imageEntrySchema.parse({ id, name: id, url: 'https://example.org/x' });
const entries = [entry('hypriotos-1.12.3'), entry('hypriotos-1.9.0'), entry('raspios-lite-arm64')];

describe('an image reference', () => {
  it('is a catalogue id first, in small letters or capitals', () => {
    expect(resolveReference(' hypriotos-1.12.3 ', entries)).toBe(entries[0]);
    expect(resolveReference('HypriotOS-1.9.0', entries)).toBe(entries[1]);
  });

  it('may be the practice image', () => {
    expect(resolveReference('practice', entries)).toMatchObject({ id: 'practice', origin: 'practice' });
  });

  it('may be an address, whose hash is looked for beside it', () => {
    const url = 'https://example.org/files/My%20Disk.img.xz';
    expect(resolveReference(url, entries)).toMatchObject({
      url,
      sha256Url: `${url}.sha256`,
      name: 'My Disk.img.xz',
      origin: 'user',
    });
    expect(resolveReference(url, entries).id).toMatch(/^my-disk-[0-9a-f]{8}$/);
    expect(resolveReference('https://example.org/get?file=1', entries).sha256Url).toBeUndefined();
  });

  it.each([
    ['./disk.img', '/base/disk.img'],
    ['disk.img.xz', '/base/disk.img.xz'],
    ['/tmp/disk', '/tmp/disk'],
    ['~/disk.img', join(homedir(), 'disk.img')],
    ['../up.zip', '/up.zip'],
  ])('may be the path %s', (text, path) => {
    expect(resolveReference(text, entries, '/base').url).toBe(pathToFileURL(path).href);
  });

  it('gives files of the same name in two folders two ids, and one file always the same', () => {
    const ids = ['/a/disk.img', '/b/disk.img', '/a/disk.img'].map((path) => resolveReference(path, []).id);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it.each([
    ['hypriotos-1.12.4', 'did you mean "hypriotos-1.12.3"?'],
    ['raspios', 'did you mean "raspios-lite-arm64"?'],
    ['practise', 'did you mean "practice"?'],
    ['windows-95', 'is not in the catalogue'],
  ])('that is unknown (%s) is answered with the closest one', (text, hint) => {
    expect(() => resolveReference(text, entries)).toThrow(
      expect.objectContaining({ code: 'image/unknown', detail: expect.stringContaining(hint) as string }),
    );
  });
});

describe('the folder of an image', () => {
  it('is the id itself where that is safe', () => expect(folderName('hypriotos-1.12.3')).toBe('hypriotos-1.12.3'));

  it('never leads out of the store, and never is the same for two ids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }), (one, other) => {
        expect(folderName(one)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._+-]*$/);
        if (Buffer.compare(Buffer.from(one), Buffer.from(other)) !== 0) expect(folderName(one)).not.toBe(folderName(other));
      }),
    );
  });

  it.each(['..', '.', 'con', 'nul.img', 'a/b', 'A', 'a.'])('of the odd id %s is encoded', (id) =>
    expect(folderName(id)).toMatch(/^_/),
  );
});
