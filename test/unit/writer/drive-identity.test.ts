import { describe, expect, it } from 'vitest';
import type { DriveIdentity } from '../../../electron/contract/card.ts';
import { mustBeChosen, parseLsblk, type FoundDrive } from '../../../electron/writer/drive-identity.ts';

const chosen: DriveIdentity = { path: '/dev/sdb', size: 32e9, serial: '1234', model: 'Ultra', sequence: '7' };
const found: FoundDrive = { size: 32e9, serial: '1234', model: 'Ultra', sequence: '7', mountpoints: ['/media/me/BOOT'] };

describe('the drive that the writer finds', () => {
  it('is written when it is the one that was chosen', () => {
    expect(() => mustBeChosen(chosen, found)).not.toThrow();
    expect(() => mustBeChosen({ path: '/dev/sdb', size: 32e9 }, found)).not.toThrow();
  });

  it.each<[string, Partial<FoundDrive>]>([
    ['another size', { size: 31e9 }],
    ['another serial', { serial: '9999' }],
    ['no serial any more', { serial: undefined }],
    ['another model', { model: 'Extreme' }],
    ['a card put in since', { sequence: '8' }],
  ])('with %s is drive/changed', (_what, difference) => {
    expect(() => mustBeChosen(chosen, { ...found, ...difference })).toThrow(expect.objectContaining({ code: 'drive/changed' }));
  });

  it.each([
    '/',
    '/efi',
    '/run/live/medium',
    '/System/Volumes/Data',
    '/boot/firmware',
    '/home',
    '/var/lib/docker',
    '[SWAP]',
    '/usr',
    '/srv',
  ])('in use as %s is drive/refused', (place) => {
    const held = { ...found, mountpoints: [...found.mountpoints, place] };
    expect(() => mustBeChosen(chosen, held)).toThrow(expect.objectContaining({ code: 'drive/refused' }));
  });
});

describe('what lsblk says', () => {
  it('is read at any depth, with one or several mount points', () => {
    const output = {
      blockdevices: [
        {
          name: '/dev/sdb',
          serial: ' 1234 ',
          model: 'Ultra\u202e Fit ',
          mountpoints: [null],
          children: [
            { name: '/dev/sdb1', mountpoint: '/media/BOOT' },
            { name: '/dev/sdb2', mountpoints: [null], children: [{ name: '/dev/mapper/x', mountpoints: ['/', '/home'] }] },
          ],
        },
      ],
    };
    expect(parseLsblk(JSON.stringify(output))).toEqual({
      serial: '1234',
      model: 'Ultra Fit',
      mountpoints: ['/media/BOOT', '/', '/home'],
    });
  });

  it('about no device is drive/not-found', () => {
    expect(() => parseLsblk('{"blockdevices":[]}')).toThrow(expect.objectContaining({ code: 'drive/not-found' }));
  });
});
