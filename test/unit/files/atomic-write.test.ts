import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileAtomically, writeFileAtomically } from '../../../electron/files/atomic-write.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

describe('writeFileAtomically', () => {
  it('replaces the content and leaves nothing else in the folder', async () => {
    const dir = tempFolder();
    await writeFileAtomically(join(dir, 'a'), 'one');
    await writeFileAtomically(join(dir, 'a'), 'two');
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('two');
    expect(readdirSync(dir)).toEqual(['a']);
  });

  it.skipIf(process.platform === 'win32')('keeps the permissions of the file it replaces', async () => {
    const path = join(tempFolder(), 'a');
    writeFileSync(path, 'one', { mode: 0o640 });
    await writeFileAtomically(path, 'two');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it.skipIf(process.platform === 'win32')('sets the permissions it is given on an old file too', async () => {
    const path = join(tempFolder(), 'a');
    writeFileSync(path, 'one', { mode: 0o644 });
    await writeFileAtomically(path, 'two', { mode: 0o600 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('writes through a symbolic link instead of replacing it', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'real'), 'one');
    symlinkSync('real', join(dir, 'link'));
    await writeFileAtomically(join(dir, 'link'), 'two');
    expect(lstatSync(join(dir, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(dir, 'real'), 'utf8')).toBe('two');
  });

  it('clears away what a killed process left, but not what a living one is writing', async () => {
    const dir = tempFolder();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(dir, `.a.${dead}-00000000.tmp`), 'half');
    writeFileSync(join(dir, `.a.${process.pid}-00000000.tmp`), 'half');
    writeFileSync(join(dir, `.b.${dead}-00000000.tmp`), 'of another file');
    await writeFileAtomically(join(dir, 'a'), 'two');
    expect(readdirSync(dir).sort()).toEqual([`.a.${process.pid}-00000000.tmp`, `.b.${dead}-00000000.tmp`, 'a'].sort());
  });

  it('succeeds when what a killed process left cannot be cleared away', async () => {
    const dir = tempFolder();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(dir, `.a.${dead}-00000000.tmp`));
    await writeFileAtomically(join(dir, 'a'), 'one');
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('one');
  });

  it('leaves no temporary file when it fails', async () => {
    const dir = tempFolder();
    const path = join(dir, 'folder');
    mkdirSync(join(path, 'inside'), { recursive: true });
    await expect(writeFileAtomically(path, 'text')).rejects.toThrow();
    expect(readdirSync(dir)).toEqual(['folder']);
  });
});

describe('createFileAtomically', () => {
  it('refuses to replace a file', async () => {
    const dir = tempFolder();
    await createFileAtomically(join(dir, 'a'), 'one');
    await expect(createFileAtomically(join(dir, 'a'), 'two')).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('one');
    expect(readdirSync(dir)).toEqual(['a']);
  });

  it('lets exactly one of many at once succeed', async () => {
    const path = join(tempFolder(), 'a');
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => createFileAtomically(path, `${index}`)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
