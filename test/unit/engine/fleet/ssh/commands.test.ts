import { describe, expect, it } from 'vitest';
import { nastyText } from '../../../../fakes/nasty-text.ts';
import { fakeShell } from '../../../../fakes/ssh-pool.ts';

describe('a command', () => {
  it('gives its exit code and both outputs', async () => {
    const { shell } = await fakeShell();
    const result = await shell.exec(['sh', '-c', 'echo "$1"; echo oops >&2; exit 3', 'sh', "it's $HOME"]);
    expect(result).toEqual({ code: 3, stdout: "it's $HOME\n", stderr: 'oops\n' });
  });

  it('gets every word as it is', async () => {
    const { shell } = await fakeShell();
    const { stdout } = await shell.exec(['printf', '%s\\0', ...nastyText]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(nastyText);
  });

  it('gets bytes on stdin as they are', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    const { shell } = await fakeShell({ answer: ({ input }) => ({ stdout: String(input.equals(bytes)) }) });
    expect((await shell.exec(['cat'], { stdin: bytes })).stdout).toBe('true');
  });

  it('that was killed has the code a shell gives it', async () => {
    const { shell } = await fakeShell({ answer: () => ({ signal: 'KILL' }) });
    await expect(shell.exec(['true'])).resolves.toMatchObject({ code: 137 });
  });

  it('may print 10 MB without a line break, where that much is allowed', async () => {
    const { shell } = await fakeShell({ answer: () => ({ stdout: Buffer.alloc(10_000_000, 'x') }) });
    const { stdout } = await shell.exec(['yes'], { maxOutputBytes: 10_000_000 });
    expect(stdout.length).toBe(10_000_000);
  });

  it('that prints more than is kept fails, and is never cut silently', async () => {
    const { shell } = await fakeShell({ answer: () => ({ stdout: Buffer.alloc(9 * 1024 * 1024, 'x') }) });
    await expect(shell.exec(['yes'])).rejects.toMatchObject({ code: 'ssh/too-much-output' });
  });

  it('whose output is only followed may print any amount', async () => {
    const { shell } = await fakeShell({ answer: () => ({ stdout: Buffer.alloc(9 * 1024 * 1024, 'x') }) });
    let told = 0;
    const result = await shell.exec(['yes'], { keepOutput: false, onOutput: ({ text }) => (told += text.length) });
    expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(told).toBe(9 * 1024 * 1024);
  });

  it('that prints no UTF-8 gives replacement characters in place of the bytes', async () => {
    const { shell } = await fakeShell({ answer: () => ({ stdout: Buffer.from([0x61, 0xff, 0xfe, 0x62]) }) });
    expect((await shell.exec(['true'])).stdout).toBe('a\uFFFD\uFFFDb');
  });

  it('tells characters whole that come in two pieces', async () => {
    const berry = Buffer.from('🍓');
    const { shell } = await fakeShell({
      answer: async ({ channel }) => {
        await new Promise<void>((resolve) => channel.write(berry.subarray(0, 2), () => resolve()));
        return { stdout: berry.subarray(2) };
      },
    });
    let told = '';
    await shell.exec(['true'], { onOutput: ({ text }) => (told += text) });
    expect(told).toBe('🍓');
  });

  it('that takes too long fails, and its node takes the next one', async () => {
    let first = true;
    const { shell } = await fakeShell({
      answer: () => {
        const answer = first ? 'hang' : { stdout: 'well' };
        first = false;
        return answer;
      },
    });
    await expect(shell.exec(['sleep'], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'ssh/timeout' });
    await expect(shell.exec(['echo'])).resolves.toMatchObject({ stdout: 'well' });
  });

  it('ends when it is cancelled', async () => {
    const { node, shell } = await fakeShell({ answer: () => 'hang' });
    const cancelling = new AbortController();
    const running = shell.exec(['sleep'], { signal: cancelling.signal });
    const ended = expect(running).rejects.toMatchObject({ code: 'engine/cancelled' });
    await expect.poll(() => node.lines).toHaveLength(1);
    cancelling.abort();
    await ended;
  });

  it('that was cancelled before it began is never sent', async () => {
    const { node, shell } = await fakeShell();
    await expect(shell.exec(['reboot'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'engine/cancelled' });
    expect(node.lines).toEqual([]);
  });
});

describe('a script', () => {
  it('has its arguments, and an input of its own', async () => {
    const { shell } = await fakeShell();
    const result = await shell.script('read -r line\necho "$1 $line"; cat', { args: ['a b'], stdin: 'first\nrest' });
    expect(result).toEqual({ code: 0, stdout: 'a b first\nrest', stderr: '' });
  });

  it('is not eaten by a command in it that reads stdin', async () => {
    const { shell } = await fakeShell();
    await expect(shell.script('cat >/dev/null\necho still here')).resolves.toMatchObject({ stdout: 'still here\n' });
  });

  it.each(nastyText)('gets the argument %j as it is', async (text) => {
    const { shell } = await fakeShell();
    expect((await shell.script('printf "%s|" "$1"', { args: [text] })).stdout).toBe(`${text}|`);
  });

  it('may be long, and hold any text', async () => {
    const { shell } = await fakeShell();
    const script = `printf '%s' "ünïcödé 🍓"\n${'# filler\n'.repeat(3000)}exit 7`;
    await expect(shell.script(script)).resolves.toMatchObject({ code: 7, stdout: 'ünïcödé 🍓' });
  });

  it('does not run when it did not arrive whole', async () => {
    const { node, shell } = await fakeShell();
    await shell.script('echo one; echo two');
    const [line = ''] = node.lines;
    const { execFileSync } = await import('node:child_process');
    expect(() => execFileSync('sh', ['-c', line], { input: 'echo one', stdio: 'pipe' })).toThrow(/did not arrive whole/);
  });

  it('never has its text in the command line', async () => {
    const { node, shell } = await fakeShell();
    await shell.script('echo secret-text');
    expect(node.lines.join()).not.toContain('secret-text');
  });
});
