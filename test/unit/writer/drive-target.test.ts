import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DriveIdentity } from '../../../electron/contract/card.ts';
import type { BlockMap } from '../../../electron/contract/image.ts';
import { openDriveTarget } from '../../../electron/writer/drive-target.ts';
import { noise } from '../../fakes/mapped-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { addZram, canZram, needsZram, type Zram } from '../../fakes/zram.ts';

const mib = 1024 * 1024;
const map: BlockMap = { imageSize: 4 * mib, blockSize: 512, mappedBytes: 0, origin: 'file-systems', ranges: [] };

describe.skipIf(!canZram)(`a drive${needsZram}`, () => {
  const drives: Zram[] = [];
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.remove();
  });
  const newDrive = (size = 16 * mib): DriveIdentity => {
    const zram = addZram(size);
    drives.push(zram);
    return { path: zram.path, size };
  };

  it('takes bytes anywhere, reads them back past the cache, and shows them through a second open', async () => {
    const drive = newDrive();
    const card = await openDriveTarget(drive, map);
    const data = noise(10_000);
    await card.device.write(4097, data);
    await card.device.flush();
    expect((await card.device.read(4097, data.length)).equals(data)).toBe(true);
    expect((await card.reopened((device) => device.read(4097, data.length))).equals(data)).toBe(true);
    expect(card.readBack).toBe('direct');
    await card.finish();
    expect(execFileSync('dd', [`if=${drive.path}`, 'bs=1', 'skip=4097', 'count=10000', 'status=none']).equals(data)).toBe(true);
  });

  it('is held alone: another program that wants it alone is told that it is busy, and so are we', async () => {
    const drive = newDrive();
    const card = await openDriveTarget(drive, map);
    await expect(openDriveTarget(drive, map)).rejects.toMatchObject({ code: 'card/busy' });
    await card.abandon();
    await (await openDriveTarget(drive, map)).abandon();
  });

  it.each<[string, (drive: DriveIdentity) => DriveIdentity, string]>([
    ['of another size', (drive) => ({ ...drive, size: drive.size + 512 }), 'drive/changed'],
    ['that had a serial', (drive) => ({ ...drive, serial: '1234' }), 'drive/changed'],
    ['that had a model', (drive) => ({ ...drive, model: 'Ultra' }), 'drive/changed'],
    ['by another path', ({ path, size }) => ({ path: `/dev/../dev/${path.slice(5)}`, size }), 'drive/not-found'],
    ['that is a partition', ({ path, size }) => ({ path: `${path}p1`, size }), 'drive/not-found'],
    ['that is a file', ({ size }) => ({ path: '/etc/passwd', size }), 'drive/not-found'],
  ])('%s is not opened', async (_what, told, code) => {
    const drive = newDrive();
    await expect(openDriveTarget(told(drive), map)).rejects.toMatchObject({ code });
  });

  it('is not found through a link to it', async () => {
    const drive = newDrive();
    const link = join(tempFolder(), 'card');
    symlinkSync(drive.path, link);
    await expect(openDriveTarget({ ...drive, path: link }, map)).rejects.toMatchObject({ code: 'drive/not-found' });
  });

  it('smaller than the image is card/too-small', async () => {
    await expect(openDriveTarget(newDrive(2 * mib), map)).rejects.toMatchObject({ code: 'card/too-small' });
  });

  it('that is write-protected is card/read-only', async () => {
    const drive = newDrive();
    execFileSync('blockdev', ['--setro', drive.path]);
    await expect(openDriveTarget(drive, map)).rejects.toMatchObject({ code: 'card/read-only' });
  });

  it('that the system swaps to is drive/refused', async () => {
    const drive = newDrive();
    execFileSync('mkswap', [drive.path], { stdio: 'pipe' });
    execFileSync('swapon', [drive.path]);
    try {
      await expect(openDriveTarget(drive, map)).rejects.toMatchObject({ code: 'drive/refused' });
    } finally {
      execFileSync('swapoff', [drive.path]);
    }
  });

  it('with mounted volumes has them unmounted first', async () => {
    const drive = newDrive();
    execFileSync('mkfs.ext4', ['-q', drive.path], { stdio: 'pipe' });
    const place = mkdtempSync('/run/slipway-test-');
    try {
      execFileSync('mount', [drive.path, place]);
      const card = await openDriveTarget(drive, map);
      await card.abandon();
      expect(execFileSync('lsblk', ['-no', 'MOUNTPOINT', drive.path]).toString().trim()).toBe('');
    } finally {
      execFileSync('rmdir', [place]);
    }
  });

  it('whose volume is busy is card/busy, and keeps what it holds', async () => {
    const drive = newDrive();
    execFileSync('mkfs.ext4', ['-q', drive.path], { stdio: 'pipe' });
    const holder = await open(drive.path, 'r');
    const place = mkdtempSync('/run/slipway-test-');
    execFileSync('mount', [drive.path, place]);
    const user = spawn('sleep', ['60'], { cwd: place });
    await once(user, 'spawn');
    writeFileSync(join(place, 'kept'), 'yes');
    try {
      await expect(openDriveTarget(drive, map)).rejects.toMatchObject({ code: 'card/busy' });
    } finally {
      user.kill();
      await once(user, 'exit');
      await holder.close();
      execFileSync('sh', ['-c', `umount ${place} 2>/dev/null; rmdir ${place}`]);
    }
    expect(execFileSync('e2fsck', ['-fn', drive.path], { stdio: 'pipe' }).toString()).toContain('12/');
  });
});
