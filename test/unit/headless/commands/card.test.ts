import { expect, it } from 'vitest';
import type { CardInfo } from '../../../../electron/contract/flash.ts';
import { cardText } from '../../../../electron/headless/commands/card.ts';

const facts = { kind: 'unknown', reason: 'No system.' } as const;
const marker = {
  slipway: 1,
  cluster: 'lab',
  node: 'pi1\u001B[2J',
  instanceId: 'slipway-lab-pi1-1a2b3c4d',
  image: { name: 'HypriotOS 1.12.3' },
  writtenAt: '2026-11-21T10:00:00.000Z',
} as const;
const image = (state: Partial<Extract<CardInfo['state'], { kind: 'image' }>>): CardInfo['state'] => ({
  kind: 'image',
  facts,
  integrity: { kind: 'not-compared', reason: 'Why.' },
  ...state,
});
const text = (state: CardInfo['state']): string => cardText({ path: '/dev/sdb', bytes: 16e9, state });

it.each<[string, CardInfo['state'], RegExp]>([
  ['an unfinished card', { kind: 'unfinished' }, /^state {2}Slipway was interrupted/m],
  ['a blank card', { kind: 'blank', reason: 'It is empty.' }, /^state {2}blank\. It is empty\.$/m],
  ['a system that is not known', image({}), /^system {2}not known\. No system\.$/m],
  ['a card without a plan', image({}), /^node +not said/m],
  ['a node, its escape sequences taken out', image({ marker }), /^node +pi1�\[2J$/m],
  ['when it was written', image({ marker }), /^written +2026-11-21T10:00:00\.000Z$/m],
  [
    'an intact card',
    image({ integrity: { kind: 'intact', imageId: 'x', comparedBytes: 2e6 } }),
    /^intact +yes: 2\.00 MB equal to x;/m,
  ],
  [
    'a card that differs',
    image({ integrity: { kind: 'differs', imageId: 'x', comparedBytes: 2e6, differentBytes: 4096, firstDifference: 8192 } }),
    /^intact +no: 4\.10 kB differ from x, first at byte 8192;/m,
  ],
])('cardText tells of %s', (_what, state, expected) => {
  expect(text(state)).toMatch(expected);
});
