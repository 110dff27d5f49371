import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NodeShell } from '../../../../../electron/engine/fleet/ssh/node-shell.ts';
import type { FakeSftpFault } from '../../../../fakes/fake-sftp.ts';
import { fakeShell } from '../../../../fakes/ssh-pool.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const isPosix = process.platform !== 'win32';
const content = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));

interface Desk {
  readonly shell: NodeShell;
  readonly dir: string;
  readonly path: string;
}

async function desk(fault?: FakeSftpFault): Promise<Desk> {
  const dir = tempFolder();
  const home = join(dir, 'home');
  await mkdir(home);
  const { shell } = await fakeShell({ sftp: { home, ...(fault && { fault }) } });
  return { shell, dir, path: join(dir, "it's a $name") };
}

async function* inPieces(bytes: Uint8Array, size = 100_001): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield Promise.resolve(bytes.subarray(start, start + size));
}

async function got(shell: NodeShell, path: string, options: Parameters<NodeShell['sftp']['get']>[2] = {}): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await shell.sftp.get(path, (bytes) => void pieces.push(bytes), options);
  return Buffer.concat(pieces);
}

describe.skipIf(!isPosix)('a file over SFTP (this computer has its tools)', () => {
  it('goes there and comes back byte for byte, in order', async () => {
    const { shell, path } = await desk();
    expect(await shell.sftp.put(path, inPieces(content))).toBe(content.length);
    expect((await readFile(path)).equals(content)).toBe(true);
    expect((await got(shell, path)).equals(content)).toBe(true);
  });

  it('goes and comes as root through a copy that is gone afterwards', async () => {
    const { shell, dir, path } = await desk();
    await shell.sftp.put(path, inPieces(content), { as: 'root', mode: 0o640 });
    expect((await got(shell, path, { as: 'root' })).equals(content)).toBe(true);
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('640');
    expect(await readdir(dir)).toEqual(['home', "it's a $name"]);
    expect(await readdir(join(dir, 'home'))).toEqual([]);
  });

  it('replaces one that is there, with the mode asked for, and leaves nothing beside it', async () => {
    const { shell, dir, path } = await desk();
    await writeFile(path, 'old');
    await shell.sftp.put(path, inPieces(Buffer.from('new')), { mode: 0o600 });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
    expect(await readdir(dir)).toEqual(['home', "it's a $name"]);
  });

  it('may be empty', async () => {
    const { shell, path } = await desk();
    expect(await shell.sftp.put(path, inPieces(Buffer.alloc(0)))).toBe(0);
    expect(await got(shell, path)).toHaveLength(0);
  });

  it('is told of with kind, size and mode', async () => {
    const { shell, dir, path } = await desk();
    await writeFile(path, 'four', { mode: 0o600 });
    expect(await shell.sftp.stat(path)).toEqual({ kind: 'file', size: 4, mode: 0o600 });
    expect(await shell.sftp.stat(dir)).toMatchObject({ kind: 'folder' });
  });

  it('that is not there, is a folder, or is longer than allowed is an error before anything is read', async () => {
    const { shell, dir, path } = await desk();
    const detail = expect.stringContaining('it is not there') as string;
    await expect(got(shell, path)).rejects.toMatchObject({ code: 'ssh/transfer', detail });
    await expect(shell.sftp.stat(path)).rejects.toMatchObject({ code: 'ssh/transfer', detail });
    await expect(got(shell, dir)).rejects.toMatchObject({ code: 'ssh/transfer' });
    await writeFile(path, content);
    await expect(got(shell, path, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'ssh/too-much-output' });
  });

  it('is asked for no faster than it is taken', async () => {
    const { shell, path } = await desk();
    await writeFile(path, content);
    let underWay = 0;
    await shell.sftp.get(path, async (bytes) => {
      underWay += 1;
      expect(underWay).toBe(1);
      expect(bytes.length).toBeLessThanOrEqual(32 * 1024);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    });
  });

  it('is given up at once when the transfer is cancelled, and nothing of it stays', async () => {
    const { shell, dir, path } = await desk();
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let pieces = 0; ; pieces += 1) {
        if (pieces === 5) controller.abort();
        yield Promise.resolve(Buffer.alloc(50_000));
      }
    }
    const put = shell.sftp.put(path, endless(), { signal: controller.signal });
    await expect(put).rejects.toMatchObject({ code: 'engine/cancelled' });
    expect(await readdir(dir)).toEqual(['home']);
  });

  it('whose source or taker fails is given up with that failure', async () => {
    const { shell, dir, path } = await desk();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Promise.resolve(Buffer.alloc(10));
      throw new Error('the source broke');
    }
    await expect(shell.sftp.put(path, broken())).rejects.toThrow('the source broke');
    expect(await readdir(dir)).toEqual(['home']);
    await writeFile(path, content);
    const full = (): never => {
      throw new Error('this disk is full');
    };
    await expect(shell.sftp.get(path, full)).rejects.toThrow('this disk is full');
  });
});

describe.skipIf(!isPosix)('an SFTP server', () => {
  it.each(['absent', 'exits'] as const)(
    'that is not there (%s) is an error of its own, and small files go without it',
    async (fault) => {
      const { shell, path } = await desk(fault);
      await expect(shell.sftp.stat(path)).rejects.toMatchObject({ code: 'ssh/no-sftp' });
      await shell.writeFile(path, 'small');
      expect(Buffer.from(await shell.readFile(path)).toString()).toBe('small');
    },
  );

  it.each(['garbage', 'huge-packet', 'ends-while-reading', 'drops-while-reading', 'ends-early'] as const)(
    'that misbehaves (%s) ends the transfer with an error',
    async (fault) => {
      const { shell, path } = await desk(fault);
      await writeFile(path, content);
      const code = expect.stringMatching(/^ssh\/(transfer|no-sftp|disconnected|channel)$/) as string;
      await expect(got(shell, path)).rejects.toMatchObject({ code });
      expect((await shell.exec(['echo', 'alive'])).stdout).toBe('alive\n');
    },
  );

  it('that answers with less than was asked for is asked again', async () => {
    const { shell, path } = await desk('short-answers');
    await writeFile(path, content.subarray(0, 100_000));
    expect((await got(shell, path)).equals(content.subarray(0, 100_000))).toBe(true);
  });

  it('that answers with more than was asked for gets no more room than that', async () => {
    const { shell, path } = await desk('too-much-data');
    await writeFile(path, content.subarray(0, 100_000));
    expect(await got(shell, path)).toHaveLength(100_000);
  });

  it('that claims any size does not get any memory', async () => {
    const { shell, path } = await desk('claims-a-petabyte');
    await writeFile(path, content);
    await expect(got(shell, path)).rejects.toMatchObject({ code: 'ssh/transfer' });
  });

  it.each(['full-disk', 'loses-bytes'] as const)(
    'that does not keep what it is given (%s) leaves the old file',
    async (fault) => {
      const { shell, dir, path } = await desk(fault);
      await writeFile(path, 'old');
      await expect(shell.sftp.put(path, inPieces(content))).rejects.toMatchObject({ code: 'ssh/transfer' });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(dir)).toEqual(['home', "it's a $name"]);
    },
  );

  it('that says nothing is given up when the time is over', async () => {
    const { shell, path } = await desk('silent');
    await expect(got(shell, path, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'ssh/timeout' });
  });
});
