import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeShell } from '../../../../fakes/ssh-pool.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const isPosix = process.platform !== 'win32';

describe.skipIf(!isPosix)('a file on a node (this computer has its tools)', () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);

  it('comes back byte for byte', async () => {
    const { shell } = await fakeShell();
    const path = join(tempFolder(), "it's a $name");
    await shell.writeFile(path, bytes);
    expect(Buffer.from(await shell.readFile(path)).equals(bytes)).toBe(true);
  });

  it('has the mode asked for, and nothing is left beside it', async () => {
    const { shell } = await fakeShell();
    const dir = tempFolder();
    await shell.writeFile(join(dir, 'secret'), 'x', { mode: 0o600, as: 'root' });
    expect(((await stat(join(dir, 'secret'))).mode & 0o777).toString(8)).toBe('600');
    expect(await readdir(dir)).toEqual(['secret']);
  });

  it('stays as it was when the new one cannot be written', async () => {
    const { shell } = await fakeShell();
    const path = join(tempFolder(), 'folder');
    await mkdir(path);
    await writeFile(join(path, 'kept'), 'old');
    await expect(shell.writeFile(join(path, 'kept', 'below'), 'new')).rejects.toMatchObject({ code: 'ssh/transfer' });
    expect(await readFile(join(path, 'kept'), 'utf8')).toBe('old');
  });

  it('that is not there is an error that says so', async () => {
    const { shell } = await fakeShell();
    const path = join(tempFolder(), 'nothing');
    await expect(shell.readFile(path)).rejects.toMatchObject({
      code: 'ssh/transfer',
      detail: expect.stringContaining(path) as string,
    });
  });

  it('that is longer than asked for is not read to its end', async () => {
    const { shell } = await fakeShell();
    const path = join(tempFolder(), 'long');
    await writeFile(path, bytes);
    await expect(shell.readFile(path, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'ssh/too-much-output' });
  });

  it('whose name begins with a dash is no option', async () => {
    const { shell } = await fakeShell();
    await expect(shell.readFile('-n')).rejects.toMatchObject({ code: 'ssh/transfer' });
  });
});

describe('reading a file', () => {
  it('is tried again after the connection broke, because it changes nothing', async () => {
    let tries = 0;
    const { shell } = await fakeShell({ answer: () => (++tries === 1 ? 'drop' : { stdout: 'content' }) });
    expect(Buffer.from(await shell.readFile('/etc/hostname')).toString()).toBe('content');
    expect(tries).toBe(2);
  });

  it('is given up when it breaks a second time', async () => {
    const { shell } = await fakeShell({ answer: () => 'drop' });
    await expect(shell.readFile('/etc/hostname')).rejects.toMatchObject({ code: 'ssh/disconnected' });
  });
});
