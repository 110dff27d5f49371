import { describe, expect, it } from 'vitest';
import type { StationSnapshot } from '../../../../electron/contract/station.ts';
import { snapshotOf, type StationEvent } from '../../../../electron/engine/cards/station/state.ts';
import { clearSlots, headlineOf, isWanted, stationNews, tally } from '../../../../renderer/state/station.ts';
import { act, begun, cardAt, doneState, play, read, see, stationOf, told } from '../../../fakes/station-parts.ts';

const shown = (...events: readonly StationEvent[]): StationSnapshot =>
  snapshotOf(play(stationOf(['pi01', 'pi02']), ...events).state, 1);

const card = cardAt('/dev/sdb');
const confirm = act({ type: 'confirm', slot: 'slot-1' });
const empty = shown(see());
const checking = shown(see(), see(card));
const asking = shown(see(), see(card), read('slot-1'));
const writing = shown(see(), see(card), read('slot-1'), confirm, begun('slot-1', 'b1'));
const next = shown(see(), see(card), read('slot-1'), confirm, begun('slot-1', 'b1'), told('b1', 'pi01', doneState));
const finished = shown(see(), act({ type: 'skip', node: 'pi01' }), act({ type: 'skip', node: 'pi02' }));

describe('what the station says', () => {
  it.each([
    ['nothing is in', empty, 'Insert the card for pi01'],
    ['a card is read', checking, 'Looking at the card for pi01'],
    ['a card waits for a word', asking, 'Is this the card for pi01?'],
    ['a card is written', writing, 'The card for pi01 is being written'],
    ['a card is done', next, 'Insert the card for pi02'],
    ['every node was left out', finished, '0 of 2 cards done'],
  ])('in large letters when %s', (_, snapshot, headline) => {
    expect(headlineOf(snapshot)).toBe(headline);
  });

  it('says aloud what to put in, that a card waits, and that one is done before what comes next', () => {
    expect(stationNews(undefined, empty)).toEqual(['Insert the card for pi01.']);
    expect(stationNews(checking, asking)).toEqual(['A card was put in for pi01. It waits for you.']);
    expect(stationNews(writing, next)).toEqual(['The card for pi01 is done.', 'Insert the card for pi02.']);
  });

  it('says nothing twice', () => {
    expect(stationNews(next, next)).toEqual([]);
  });

  it('sounds when the person is wanted, and not while the station works', () => {
    expect(isWanted(checking, asking)).toBe(true);
    expect(isWanted(writing, next)).toBe(true);
    expect(isWanted(asking, writing)).toBe(false);
    expect(isWanted(next, next)).toBe(false);
  });

  it('counts nodes by state, and the cards that need only a word', () => {
    expect(tally(next.nodes)).toEqual({ waiting: 1, bound: 0, done: 1, skipped: 0 });
    expect(clearSlots(asking)).toHaveLength(1);
  });
});
