import { createInterface, type Interface } from 'node:readline/promises';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askOn } from '../../../electron/headless/terminal-question.ts';

function terminal(): { readonly typed: PassThrough; readonly shown: Interface } {
  const typed = new PassThrough();
  return { typed, shown: createInterface({ input: typed, output: new PassThrough(), terminal: true }) };
}

describe('a question on the terminal', () => {
  it('is answered with a line', async () => {
    const { typed, shown } = terminal();
    const answer = askOn(shown, 'Erase it? Type yes', () => undefined);
    typed.write('yes\r');
    expect(await answer).toBe('yes');
  });

  it('has no answer when the input ends', async () => {
    const { typed, shown } = terminal();
    const answer = askOn(shown, 'Erase it?', () => undefined);
    typed.end();
    expect(await answer).toBeUndefined();
  });

  it('is cancelled by Ctrl+C, and the command learns of it', async () => {
    const { typed, shown } = terminal();
    let interrupts = 0;
    const answer = askOn(shown, 'Erase it?', () => (interrupts += 1));
    typed.write('\u0003');
    await expect(answer).rejects.toMatchObject({ code: 'engine/cancelled' });
    expect(interrupts).toBe(1);
  });
});
