import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplay } from '../../../../../electron/engine/services/terminal/replay.ts';

describe('what is replayed of a terminal', () => {
  it('is everything from any position on, as long as it is kept', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 })), fc.nat(400), (pieces, from) => {
        const replay = createReplay(1_000_000);
        pieces.forEach((piece) => replay.push(piece));
        const whole = pieces.join('');
        const at = Math.min(from, whole.length);
        expect(replay.after(at, 1_000_000)).toEqual({ text: whole.slice(at), position: whole.length, gap: false });
      }),
    );
  });

  it('is read to its end in steps, each character once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 })), fc.integer({ min: 1, max: 30 }), (pieces, most) => {
        const replay = createReplay(1_000_000);
        pieces.forEach((piece) => replay.push(piece));
        let [position, text] = [0, ''];
        while (position < replay.end()) {
          const next = replay.after(position, most);
          text += next.text;
          position = next.position;
        }
        expect(text).toBe(pieces.join(''));
      }),
    );
  });

  it('is bounded, and says so when the beginning is gone', () => {
    const replay = createReplay(100);
    for (let index = 0; index < 1000; index += 1) replay.push('0123456789');
    const { text, position, gap } = replay.after(0, 1_000_000);
    expect([text.length, position, gap]).toEqual([100, 10_000, true]);
    expect(replay.after(9_950, 1_000_000)).toMatchObject({ gap: false, position: 10_000 });
  });
});
