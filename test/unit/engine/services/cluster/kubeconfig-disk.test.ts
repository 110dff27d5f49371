import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openUserKubeconfig, type UserKubeconfig } from '../../../../../electron/engine/cluster/kubeconfig/user-file.ts';
import { kubeconfigDisk } from '../../../../../electron/engine/services/cluster/kubeconfig-disk.ts';
import { labCredentials, userKubeconfig } from '../../../../fakes/kubeconfig-texts.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const entry = { context: 'lab', project: '/home/me/slipway/lab', credentials: labCredentials };

const open = (env: Readonly<Record<string, string>>): UserKubeconfig =>
  openUserKubeconfig({ disk: kubeconfigDisk, env, now: () => new Date('2026-11-24T22:00:00Z') });

describe("the user's kubeconfig on disk", () => {
  it('is made where there is none, readable by its owner only', async () => {
    const home = tempFolder();
    const { path, changed } = await open({ HOME: home }).merge(entry, { use: false });
    expect([path, changed]).toEqual([join(home, '.kube', 'config'), true]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, '.kube'))).mode & 0o777).toBe(0o700);
  });

  it('a copy is kept before it changes, and its permissions are tightened; no lock stays', async () => {
    const home = tempFolder();
    const path = join(home, 'config');
    await writeFile(path, userKubeconfig);
    await chmod(path, 0o644);
    const user = open({ KUBECONFIG: path });
    const { backup = '' } = await user.merge(entry, { use: false });
    expect(backup).toBe(`${path}.slipway-20261124T220000Z.bak`);
    expect(await readFile(backup, 'utf8')).toBe(userKubeconfig);
    for (const file of [path, backup]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    const second = await user.unmerge(entry.project);
    expect(second.backup).toBe(`${path}.slipway-20261124T220000Z-2.bak`);
    expect((await readdir(home)).filter((name) => name.endsWith('.lock') || name.endsWith('.tmp'))).toEqual([]);
  });

  it('nothing is written, and no copy kept, when there is nothing to change', async () => {
    const home = tempFolder();
    const user = open({ HOME: home });
    const { path } = await user.merge(entry, { use: false });
    const before = await stat(path);
    expect(await user.merge(entry, { use: false })).toEqual({ path, context: 'lab', changed: false });
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    expect(await readdir(join(home, '.kube'))).toEqual(['config']);
  });

  it('of several, the first that is there is taken; a link stays a link', async () => {
    const home = tempFolder();
    const [missing, link, target] = [join(home, 'a'), join(home, 'b'), join(home, 'real')];
    await writeFile(target, userKubeconfig);
    await symlink(target, link);
    const { path } = await open({ KUBECONFIG: [missing, link].join(delimiter) }).merge(entry, { use: false });
    expect(path).toBe(link);
    expect(await readFile(target, 'utf8')).toContain('lab-admin');
  });

  it('while kubectl holds its lock, nothing is done', async () => {
    const home = tempFolder();
    const path = join(home, 'config');
    await writeFile(path, userKubeconfig);
    await writeFile(`${path}.lock`, '');
    await expect(open({ KUBECONFIG: path }).merge(entry, { use: false })).rejects.toMatchObject({ code: 'kubeconfig/locked' });
    expect(await readFile(path, 'utf8')).toBe(userKubeconfig);
  });

  it('a folder in its place is told, not replaced', async () => {
    const home = tempFolder();
    await mkdir(join(home, 'config'));
    await expect(open({ KUBECONFIG: join(home, 'config') }).state(entry)).rejects.toMatchObject({
      code: 'kubeconfig/unreadable',
    });
  });
});
