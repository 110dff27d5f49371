import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear, sudoStart, type SudoState } from '../../../../../electron/engine/fleet/ssh/sudo-dialogue.ts';
import { fakeNode, fakeShell, testPool } from '../../../../fakes/ssh-pool.ts';

const password = 'häsli $(id)\'"';
const nobody = (): Promise<boolean> => Promise.resolve(false);
const knowing = { sudo: { password: () => password, ask: nobody } };

describe('a command as root', () => {
  it('needs no password where sudo wants none', async () => {
    const { shell } = await fakeShell({ answer: ({ as, argv }) => ({ stdout: `${as}: ${argv.join(' ')}` }) });
    await expect(shell.exec(['id', '-u'], { as: 'root' })).resolves.toMatchObject({ code: 0, stdout: 'root: id -u', stderr: '' });
  });

  it('gives sudo the password when it asks, and the command its own input', async () => {
    const { shell } = await fakeShell(
      { sudo: { password }, answer: ({ input }) => ({ stdout: input, stderr: 'own words' }) },
      knowing,
    );
    const result = await shell.exec(['cat'], { as: 'root', stdin: 'for the command' });
    expect(result).toEqual({ code: 0, stdout: 'for the command', stderr: 'own words' });
  });

  it('runs a script with input behind a password', async () => {
    const { shell } = await fakeShell({ sudo: { password } }, knowing);
    const result = await shell.script('cat; echo " $1" >&2', { as: 'root', stdin: 'data', args: ['an argument'] });
    expect(result).toEqual({ code: 0, stdout: 'data', stderr: ' an argument\n' });
  });

  it('never has the password in its command line', async () => {
    const { node, shell } = await fakeShell({ sudo: { password } }, knowing);
    await shell.exec(['true'], { as: 'root' });
    expect(node.lines.join()).not.toContain('häsli');
  });

  it('fails when nobody knows the password', async () => {
    const { shell } = await fakeShell({ sudo: { password } });
    await expect(shell.exec(['true'], { as: 'root' })).rejects.toMatchObject({ code: 'ssh/sudo-password' });
  });

  it('tries a wrong password once: a second time could lock the login', async () => {
    const wrong = { password: () => 'not it', ask: nobody };
    const { node, shell } = await fakeShell({ sudo: { password } }, { sudo: wrong });
    await expect(shell.exec(['true'], { as: 'root' })).rejects.toMatchObject({ code: 'ssh/sudo-password' });
    expect(node.lines).toHaveLength(1);
  });

  it('fails with what sudo says where the login may not', async () => {
    const { shell } = await fakeShell({ sudo: 'never' }, knowing);
    const refused = shell.exec(['true'], { as: 'root' });
    await expect(refused).rejects.toMatchObject({ code: 'ssh/sudo-refused', detail: 'pirate is not in the sudoers file.' });
  });

  it('goes without sudo when the login is root', async () => {
    const node = await fakeNode();
    await testPool()
      .shell({ ...node.target(), user: 'root' })
      .exec(['true'], { as: 'root' });
    expect(node.lines).toEqual(['true']);
  });
});

describe('what sudo says', () => {
  const words = { prompt: 'prompt-4711', begun: 'begun-0815' };

  const moves = (pieces: readonly string[]): readonly unknown[] => {
    let state: SudoState = sudoStart;
    return pieces.flatMap((piece) => {
      const { state: next, move } = hear(state, piece, words);
      state = next;
      return move === undefined ? [] : [move];
    });
  };

  /** sudo waits for its answer before it goes on. */
  const split = (text: string, cuts: readonly number[]): readonly string[] => {
    const bounds = [0, ...cuts.map((cut) => cut % text.length).toSorted((a, b) => a - b), text.length];
    return bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
  };

  it('is understood however the network splits it', () => {
    const cuts = fc.array(fc.nat(1000), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, cuts, (before, after) => {
        const pieces = [...split(`a lecture\n${words.prompt}`, before), ...split(`\n${words.begun}first words`, after)];
        const [first, second, ...more] = moves(pieces) as { kind: string }[];
        expect([first?.kind, second?.kind, more]).toEqual(['answer', 'begin', []]);
      }),
    );
  });

  it('may be nothing at all: the command begins', () => {
    expect(moves([`${words.begun}rest`])).toEqual([{ kind: 'begin', rest: 'rest' }]);
  });

  it('is a refusal when it asks a second time', () => {
    expect(moves([words.prompt, `Sorry, try again.\n${words.prompt}`])).toEqual([{ kind: 'answer' }, { kind: 'reject' }]);
  });

  it('may be long without filling the memory', () => {
    let state: SudoState = sudoStart;
    for (let index = 0; index < 100; index += 1) state = hear(state, 'x'.repeat(10_000), words).state;
    expect(state.heard.length).toBeLessThanOrEqual(8192);
  });
});
