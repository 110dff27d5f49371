import { describe, expect, it } from 'vitest';
import { appendLog, emptyLog, logText } from '../../../../renderer/state/log-view.ts';

const part = (text: string): { readonly text: string; readonly next: number; readonly size: number } => ({
  ...{ text, next: text.length, size: text.length },
});

describe('the log on the page', () => {
  it('goes on where it was, without what could steer a screen or deceive a reader', () => {
    const first = appendLog(emptyLog, { text: 'a\u001b[31m\tb\n', next: 9, size: 20 });
    const log = appendLog(first, { text: '\u202ec\r\n', next: 20, size: 20 });
    expect(log).toEqual({ blocks: [{ at: 0, text: 'a[31m\tb\nc\n' }], next: 20, cut: false });
  });

  it('keeps its end when it is long, and says so', () => {
    const long = appendLog(emptyLog, part(`${'x'.repeat(300_000)}end`));
    expect(logText(long).length).toBeLessThanOrEqual(200_000);
    expect([logText(long).endsWith('xend'), long.cut]).toEqual([true, true]);
  });

  it('leaves the blocks that are full as they are when more is said', () => {
    const lines = Array.from({ length: 500 }, (_, number) => `line ${String(number)} of a program that says much\n`).join('');
    const before = appendLog(emptyLog, part(lines));
    const after = appendLog(before, part('more\n'));
    expect(before.blocks.length).toBeGreaterThan(2);
    expect(after.blocks.slice(0, -1)).toEqual(before.blocks.slice(0, -1));
    expect(logText(after)).toBe(`${lines}more\n`);
    expect(after.blocks.every(({ text }) => text.endsWith('\n'))).toBe(true);
  });

  it('keeps the place of a block when the beginning is left out', () => {
    const before = appendLog(emptyLog, part('x'.repeat(200_000)));
    const after = appendLog(before, part('y'.repeat(8_000)));
    expect([before.cut, after.cut]).toEqual([false, true]);
    expect(after.blocks[0]).toBe(before.blocks[1]);
  });
});
