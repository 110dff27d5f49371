import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProjectFolder, readPlanText, savePlanText } from '../../../../electron/engine/project/folder.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const isLinux = process.platform === 'linux';
const isRoot = isLinux && process.getuid?.() === 0;

describe('createProjectFolder', () => {
  it('makes the folder, its plan, a private folder for keys and a .gitignore for the secrets', async () => {
    const dir = join(tempFolder(), 'deep', 'lab');
    await createProjectFolder({ dir, text: 'name: lab\n' });
    expect(readdirSync(dir).sort()).toEqual(['.gitignore', 'cluster.yaml', 'keys']);
    expect(readFileSync(join(dir, 'cluster.yaml'), 'utf8')).toBe('name: lab\n');
    expect(readFileSync(join(dir, '.gitignore'), 'utf8').split('\n')).toEqual(expect.arrayContaining(['secrets.json', 'keys/']));
    if (isLinux) expect(statSync(join(dir, 'keys')).mode & 0o777).toBe(0o700);
  });

  it('takes a folder with other files in it and leaves them as they are', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, '.gitignore'), 'mine\n');
    await createProjectFolder({ dir, text: 'name: lab\n' });
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('refuses a folder that holds a project', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'one' });
    await expect(createProjectFolder({ dir, text: 'two' })).rejects.toMatchObject({ code: 'project/exists' });
    expect((await readPlanText(dir)).text).toBe('one');
  });

  it.skipIf(!isLinux)('says why a folder cannot be made (needs Linux)', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'file'), '');
    symlinkSync('circle', join(dir, 'circle'));
    symlinkSync('nowhere', join(dir, 'dangling'));
    const attempt = (name: string): Promise<void> => createProjectFolder({ dir: name, text: 'x' });
    await expect(attempt(join(dir, 'file'))).rejects.toMatchObject({ code: 'project/not-writable' });
    await expect(attempt(join(dir, 'file', 'lab'))).rejects.toMatchObject({ code: 'project/not-writable' });
    await expect(attempt(join(dir, 'circle', 'lab'))).rejects.toMatchObject({ code: 'project/not-writable' });
    await expect(attempt(join(dir, 'dangling'))).rejects.toMatchObject({ code: 'project/not-writable' });
    await expect(attempt('/sys/slipway-test')).rejects.toMatchObject({ code: 'project/not-writable' });
  });

  it.skipIf(!isRoot)('says that the disk is full and leaves no half plan behind (needs root, for a small tmpfs)', async () => {
    const dir = tempFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir]);
    try {
      await expect(createProjectFolder({ dir, text: '#'.repeat(100_000) })).rejects.toMatchObject({ code: 'project/no-space' });
      expect(readdirSync(dir)).toEqual([]);
      await createProjectFolder({ dir, text: 'small' });
      const { revision } = await readPlanText(dir);
      const attempt = savePlanText({ dir, revision, text: '#'.repeat(100_000) });
      await expect(attempt).rejects.toMatchObject({ code: 'project/no-space' });
      expect((await readPlanText(dir)).text).toBe('small');
    } finally {
      execFileSync('umount', [dir]);
    }
  });

  it.skipIf(!isLinux)('works in a folder that is a symbolic link', async () => {
    const dir = tempFolder();
    mkdirSync(join(dir, 'real'));
    symlinkSync('real', join(dir, 'link'));
    await createProjectFolder({ dir: join(dir, 'link'), text: 'x' });
    expect((await readPlanText(join(dir, 'real'))).text).toBe('x');
  });
});

describe('readPlanText', () => {
  it('keeps BOM and CR LF, and gives the same revision for the same bytes', async () => {
    const text = '\uFEFFname: lab\r\nnodes: []\r\n';
    const [one, two] = [tempFolder(), tempFolder()];
    await createProjectFolder({ dir: one, text });
    await createProjectFolder({ dir: two, text });
    const read = await readPlanText(one);
    expect(read.text).toBe(text);
    expect(read.revision).toMatch(/^[0-9a-f]{64}$/);
    expect((await readPlanText(two)).revision).toBe(read.revision);
  });

  it('says that there is no project', async () => {
    const dir = tempFolder();
    mkdirSync(join(dir, 'odd', 'cluster.yaml'), { recursive: true });
    await expect(readPlanText(dir)).rejects.toMatchObject({ code: 'project/not-found' });
    await expect(readPlanText(join(dir, 'gone'))).rejects.toMatchObject({ code: 'project/not-found' });
    await expect(readPlanText(join(dir, 'odd'))).rejects.toMatchObject({ code: 'project/not-found' });
  });

  it('says that a binary or a giant file is no plan', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'cluster.yaml'), Buffer.from([0x6e, 0xff, 0xfe, 0x00]));
    await expect(readPlanText(dir)).rejects.toMatchObject({ code: 'project/damaged' });
    writeFileSync(join(dir, 'cluster.yaml'), Buffer.alloc(5 * 1024 * 1024, 0x23));
    await expect(readPlanText(dir)).rejects.toMatchObject({ code: 'project/damaged' });
  });
});

describe('savePlanText', () => {
  it('gives the revision that a reader finds', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'one' });
    const { revision } = await readPlanText(dir);
    const saved = await savePlanText({ dir, revision, text: 'two' });
    expect(await readPlanText(dir)).toEqual({ text: 'two', revision: saved });
    expect(readdirSync(dir).sort()).toEqual(['.gitignore', 'cluster.yaml', 'keys']);
  });

  it('refuses to overwrite a change it has not seen, and keeps that change', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'one' });
    const { revision } = await readPlanText(dir);
    writeFileSync(join(dir, 'cluster.yaml'), 'by an editor');
    await expect(savePlanText({ dir, revision, text: 'two' })).rejects.toMatchObject({ code: 'project/changed' });
    expect((await readPlanText(dir)).text).toBe('by an editor');
  });

  it('takes the text that is there already for saved', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'one' });
    expect(await savePlanText({ dir, revision: 'stale', text: 'one' })).toBe((await readPlanText(dir)).revision);
  });

  it('lets one of several savers of the same revision win, and tells the others', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'one' });
    const { revision } = await readPlanText(dir);
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => savePlanText({ dir, revision, text })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'project/changed' });
  });

  it('leaves nothing in a folder that is no project', async () => {
    const dir = tempFolder();
    await expect(savePlanText({ dir, revision: '', text: 'x' })).rejects.toMatchObject({ code: 'project/not-found' });
    expect(readdirSync(dir)).toEqual([]);
  });
});
