import { describe, expect, it } from 'vitest';
import type { CardRecord } from '../../../../electron/contract/services.ts';
import { isProven } from '../../../../electron/engine/services/station-queue.ts';
import { cardAt, doneState, failedState } from '../../../fakes/station-parts.ts';

const record: CardRecord = {
  node: 'pi01',
  target: { kind: 'drive', drive: cardAt('/dev/sdb').identity },
  state: doneState,
  at: '2026-11-21T12:00:00.000Z',
  imageId: 'hypriotos-1.12.3',
};
const image = { id: 'hypriotos-1.12.3' };

describe('a node is done already', () => {
  it('when the last word is a card of its image that was read back to the last byte', () => {
    expect(isProven(record, image)).toBe(true);
  });

  it.each<readonly [string, CardRecord | undefined]>([
    ['nothing was ever written', undefined],
    ['a session was killed while it wrote', { ...record, state: { kind: 'waiting' } }],
    ['the card failed', { ...record, state: failedState }],
    ['it was a card file', { ...record, target: { kind: 'file', path: '/p/cards/pi01.img' } }],
    ['it was another image', { ...record, imageId: 'practice' }],
    [
      'fewer bytes were read back than written',
      { ...record, state: { kind: 'done', report: { ...report(), bytesVerified: 0 } } },
    ],
  ])('but not when %s', (_, last) => {
    expect(isProven(last, image)).toBe(false);
  });
});

function report() {
  if (doneState.kind !== 'done') throw new Error('the sample is a finished card');
  return doneState.report;
}
