import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProjectFolder } from '../../../../electron/engine/project/folder.ts';
import { forgetRecent, readRecent, rememberRecent } from '../../../../electron/engine/project/recent.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const dirs = async (dataDir: string): Promise<readonly string[]> => (await readRecent(dataDir)).map(({ dir }) => dir);

describe('recent projects', () => {
  it('are none at first, even without the data folder', async () => {
    expect(await readRecent(join(tempFolder(), 'gone'))).toEqual([]);
  });

  it('come last opened first, each once, with the newest facts', async () => {
    const dataDir = join(tempFolder(), 'deep', 'data');
    await rememberRecent(dataDir, { dir: '/one', name: 'one', nodes: 1 });
    await rememberRecent(dataDir, { dir: '/two', name: 'two', nodes: 2 });
    await rememberRecent(dataDir, { dir: '/one', name: 'renamed', nodes: 3 });
    expect(await readRecent(dataDir)).toMatchObject([
      { dir: resolve('/one'), name: 'renamed', nodes: 3, available: false },
      { dir: resolve('/two'), name: 'two', nodes: 2, available: false },
    ]);
  });

  it('are at most twenty', async () => {
    const dataDir = tempFolder();
    for (let count = 1; count <= 22; count += 1) await rememberRecent(dataDir, { dir: `/p${count}`, name: 'p', nodes: 1 });
    expect(await dirs(dataDir)).toEqual(Array.from({ length: 20 }, (_, index) => resolve(`/p${22 - index}`)));
  });

  it('tell whether the project is still there', async () => {
    const [dataDir, dir] = [tempFolder(), tempFolder()];
    await createProjectFolder({ dir, text: 'x' });
    await rememberRecent(dataDir, { dir, name: 'here', nodes: 1 });
    expect(await readRecent(dataDir)).toMatchObject([{ name: 'here', available: true }]);
  });

  it('can be forgotten', async () => {
    const dataDir = tempFolder();
    await rememberRecent(dataDir, { dir: '/one', name: 'one', nodes: 1 });
    await forgetRecent(dataDir, '/one');
    await forgetRecent(dataDir, '/never');
    expect(await readRecent(dataDir)).toEqual([]);
  });

  it('lose none when several are remembered at once', async () => {
    const dataDir = tempFolder();
    await Promise.all(['/a', '/b', '/c', '/d'].map((dir) => rememberRecent(dataDir, { dir, name: dir, nodes: 1 })));
    expect([...(await dirs(dataDir))].sort()).toEqual(['/a', '/b', '/c', '/d'].map((dir) => resolve(dir)));
  });

  it('start anew when the list cannot be read', async () => {
    const dataDir = tempFolder();
    writeFileSync(join(dataDir, 'recent.json'), '{"version":');
    expect(await readRecent(dataDir)).toEqual([]);
    await rememberRecent(dataDir, { dir: '/one', name: 'one', nodes: 1 });
    expect(await dirs(dataDir)).toEqual([resolve('/one')]);
  });

  it('say so when the data folder cannot be made', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'file'), '');
    await expect(rememberRecent(join(dir, 'file'), { dir: '/one', name: 'one', nodes: 1 })).rejects.toMatchObject({
      code: 'project/not-writable',
    });
  });
});
