import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBackup } from '../../../../electron/engine/project/backups.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const began = new Date('2026-11-25T01:02:03.456Z');
type Write = (bytes: Uint8Array) => Promise<void>;

describe('a backup', () => {
  it('is whole when its sums are there, and readable by its owner alone', async () => {
    const dir = tempFolder();
    const backup = openBackup(dir, began);
    expect(await backup.find()).toBeUndefined();
    const folder = await backup.save([
      {
        name: 'etcd-snapshot.db',
        fill: async (write: Write) => {
          for (const word of ['piece ', 'by ', 'piece']) await write(Buffer.from(word));
        },
      },
    ]);
    expect(folder).toBe(join(dir, 'backups', '2026-11-25T01-02-03Z'));
    expect(await backup.find()).toBe(folder);
    expect(await readFile(join(folder, 'etcd-snapshot.db'), 'utf8')).toBe('piece by piece');
    // echo -n 'piece by piece' | sha256sum
    expect(await readFile(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
      'e9c188a7820040c6d30babac78ddc603a26df40ee7721bf0b58b185df4aa8224  etcd-snapshot.db\n',
    );
    expect((await stat(join(folder, 'etcd-snapshot.db'))).mode & 0o077).toBe(0);
  });

  it('that broke off is none, and leaves no half file', async () => {
    const dir = tempFolder();
    const backup = openBackup(dir, began);
    const broken = async (write: Write): Promise<void> => {
      await write(Buffer.from('half'));
      throw new Error('the node was pulled');
    };
    await expect(backup.save([{ name: 'etcd-snapshot.db', fill: broken }])).rejects.toThrow();
    expect(await backup.find()).toBeUndefined();
    expect(await readdir(join(dir, 'backups', '2026-11-25T01-02-03Z'))).toEqual([]);
  });
});
