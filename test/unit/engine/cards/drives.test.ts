import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Drive } from '../../../../electron/contract/card.ts';
import { describeDrive, listDrives, watchDrives } from '../../../../electron/engine/cards/drives.ts';
import type { ListedDrive } from '../../../../electron/engine/cards/evidence.ts';
import { parseLsblk } from '../../../../electron/engine/cards/lsblk.ts';
import { addZram, canZram, needsZram, type Zram } from '../../../fakes/zram.ts';

const mib = 1024 * 1024;
const listed: ListedDrive = {
  path: '/dev/sda',
  description: 'Generic STORAGE DEVICE',
  size: 31914983424,
  bus: 'USB',
  readOnly: false,
  system: false,
  virtual: false,
  removable: true,
  mounts: [],
};

describe('a drive as people see it', () => {
  const trees = (name: string) => parseLsblk(readFileSync(new URL(`samples/${name}.json`, import.meta.url), 'utf8'));

  it('has a name, a size, what is on it, and what makes it this drive', () => {
    const tree = trees('laptop-luks-lvm').find(({ path }) => path === '/dev/sda');
    expect(tree === undefined ? undefined : describeDrive({ listed, system: { by: 'lsblk', tree } }, {})).toMatchObject({
      identity: { path: '/dev/sda', size: 31914983424, serial: '000000001206', model: 'STORAGE DEVICE' },
      title: 'Generic STORAGE DEVICE, 31.9 GB',
      bus: 'usb',
      volumes: [
        { label: 'HypriotOS', mountpoint: '/media/ana/HypriotOS', fileSystem: 'vfat', size: 67108864 },
        { label: 'root', mountpoint: '/media/ana/root', fileSystem: 'ext4' },
      ],
    });
  });

  it('has no control or bidirectional characters in its name', () => {
    const tree = trees('util-linux-2.31').find(({ path }) => path === '/dev/sda');
    const drive =
      tree === undefined
        ? undefined
        : describeDrive({ listed: { ...listed, size: tree.size }, system: { by: 'lsblk', tree } }, {});
    expect([drive?.title, drive?.identity.model]).toEqual(['Multiple SD/MMC/MS PRO, 8.1 GB', 'SD/MMC/MS PRO']);
  });

  it('is described by drivelist alone where there is no lsblk', () => {
    const drive = describeDrive(
      { listed: { ...listed, path: '\\\\.\\PHYSICALDRIVE2', mounts: [{ path: 'E:\\', label: 'BOOT' }] } },
      {},
    );
    expect(drive).toMatchObject({
      title: 'Generic STORAGE DEVICE, 31.9 GB',
      bus: 'usb',
      volumes: [{ label: 'BOOT', mountpoint: 'E:\\' }],
    });
    expect(drive.identity).toEqual({ path: '\\\\.\\PHYSICALDRIVE2', size: 31914983424, model: 'Generic STORAGE DEVICE' });
  });
});

describe.skipIf(!canZram)(`the drives of this machine${needsZram}`, () => {
  const plugIn = (size: number): Zram => {
    const zram = addZram(size);
    onTestFinished(() => zram.remove());
    return zram;
  };

  it('include a virtual drive, which must be confirmed, and never allow the one the system runs from', async () => {
    const { path } = plugIn(64 * mib);
    const drives = await listDrives({});
    expect(drives.find(({ identity }) => identity.path === path)).toMatchObject({
      identity: { path, size: 64 * mib },
      title: 'Virtual drive, 67.1 MB',
      verdict: { decision: 'needs-confirmation' },
    });
    const system = drives.filter(({ volumes }) => volumes.some(({ mountpoint }) => mountpoint === '/'));
    expect(system.every(({ verdict }) => verdict.decision === 'refused')).toBe(true);
  });

  it('are told anew when one comes and when it goes, until nobody watches', async () => {
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const zrams: Zram[] = [];
    const isThere = (drives: readonly Drive[]): boolean => drives.some(({ identity }) => identity.path === zrams[0]?.path);
    let stage: 'before' | 'there' | 'gone' = 'before';
    for await (const drives of watchDrives({}, controller.signal)) {
      if (stage === 'before' && zrams.length === 0) zrams.push(plugIn(48 * mib));
      else if (stage === 'before' && isThere(drives)) {
        stage = 'there';
        await zrams[0]?.remove();
        await delay(0);
      } else if (stage === 'there' && !isThere(drives)) {
        stage = 'gone';
        controller.abort();
      }
    }
    expect(stage).toBe('gone');
  });
});

describe('a watch over the drives', () => {
  const card = describeDrive({ listed }, {});
  /** Looks at what is given, one thing a look; ends with the last. */
  const watched = async (finds: readonly (readonly Drive[] | Error)[]): Promise<(readonly Drive[])[]> => {
    const controller = new AbortController();
    const left = [...finds];
    const told: (readonly Drive[])[] = [];
    const looks = {
      quickLook: () => Promise.resolve(''),
      list: async () => {
        const find = left.shift();
        if (left.length === 0) controller.abort();
        if (find instanceof Error) throw find;
        return Promise.resolve(find ?? []);
      },
      news: () => ({ next: () => Promise.resolve() }),
    };
    for await (const drives of watchDrives({}, controller.signal, looks)) told.push(drives);
    return told;
  };
  const failed = new Error('lsblk: failed');

  it('tells what is new and nothing twice', async () => {
    expect(await watched([[], [], [card], [card], []])).toEqual([[], [card], []]);
  });

  it('goes on after looks that failed', async () => {
    expect(await watched([[], failed, [card], failed, failed, []])).toEqual([[], [card], []]);
  });

  it('fails when the first look does, and when looking keeps failing', async () => {
    await expect(watched([failed, []])).rejects.toBe(failed);
    await expect(watched([[], ...Array.from({ length: 10 }, () => failed), []])).rejects.toBe(failed);
  });
});
