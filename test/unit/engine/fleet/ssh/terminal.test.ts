import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../../../../electron/engine/fleet/ssh/node-shell.ts';
import { fakeShell } from '../../../../fakes/ssh-pool.ts';

/** Reads until the text was said. */
async function readUntil(pieces: AsyncIterator<string>, wanted: string): Promise<string> {
  let said = '';
  while (!said.includes(wanted)) {
    const piece = await pieces.next();
    if (piece.done === true) break;
    said += piece.value;
  }
  return said;
}

const piecesOf = (terminal: Terminal): AsyncIterator<string> => terminal[Symbol.asyncIterator]();

describe('a terminal', () => {
  it('has the size asked for, and is told of a new one', async () => {
    const { shell } = await fakeShell();
    const terminal = await shell.terminal({ rows: 24, columns: 80 });
    const pieces = piecesOf(terminal);
    expect(await readUntil(pieces, '24x80')).toContain('terminal 24x80');
    terminal.resize({ rows: 50, columns: 132 });
    expect(await readUntil(pieces, '50x132')).toContain('terminal 50x132');
    terminal.close();
  });

  it('says what is typed, and ends with its shell', async () => {
    const { shell } = await fakeShell();
    const terminal = await shell.terminal({ rows: 24, columns: 80 });
    terminal.write('ünïcödé\u0004');
    const said: string[] = [];
    for await (const piece of terminal) said.push(piece);
    expect(said.join('')).toContain('ünïcödé');
  });

  it('ends when the node goes away', async () => {
    const { node, shell } = await fakeShell();
    const terminal = await shell.terminal({ rows: 24, columns: 80 });
    const pieces = piecesOf(terminal);
    await readUntil(pieces, '24x80');
    node.drop();
    expect(await readUntil(pieces, 'never said')).toBe('');
  });

  it('gives its place on the node back when it ends', async () => {
    const { shell } = await fakeShell({}, { limits: { perNode: 1 } });
    const terminal = await shell.terminal({ rows: 24, columns: 80 });
    terminal.close();
    for await (const _piece of terminal);
    await expect(shell.exec(['echo', 'free'])).resolves.toMatchObject({ stdout: 'free\n' });
  });
});
