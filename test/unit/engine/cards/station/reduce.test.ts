import { describe, expect, it } from 'vitest';
import type { StationCard, StationPrompt } from '../../../../../electron/contract/station.ts';
import { reduceStation } from '../../../../../electron/engine/cards/station/reduce.ts';
import { snapshotOf, type StationState, type Step } from '../../../../../electron/engine/cards/station/state.ts';
import {
  act,
  begun,
  cardAt,
  doneState,
  emptyReader,
  failedState,
  markerOf,
  play,
  pulledOut,
  read,
  see,
  stationOf,
  told,
} from '../../../../fakes/station-parts.ts';

const a = cardAt('/dev/sdb');
const b = cardAt('/dev/sdc');
const three = ['pi01', 'pi02', 'pi03'];
const empty = play(stationOf(three), see()).state;
const parallel = play(stationOf(three, { mode: 'parallel' }), see()).state;

const prompt = (state: StationState): StationPrompt => snapshotOf(state, 1).prompt;
const slotStates = (state: StationState): readonly string[] =>
  state.slots.map(({ state: slot }) => ('node' in slot ? `${slot.kind} ${slot.node}` : slot.kind));
const nodeStates = (state: StationState): readonly string[] =>
  snapshotOf(state, 1).nodes.map(({ node, state: its }) => `${node} ${its}`);
const orders = ({ effects }: Step): readonly string[] =>
  effects.flatMap((effect) =>
    effect.type === 'start-write' ? effect.orders.map(({ node, drive }) => `${node} ${drive.identity.path}`) : [],
  );
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
  }
  return 'nothing was thrown';
};

describe('binding', () => {
  it('asks for the first node of the plan', () => {
    expect(prompt(empty)).toEqual({ kind: 'insert', node: 'pi01' });
  });

  it('binds the card that appears to the node that was asked for, and reads it', () => {
    const step = play(empty, see(a));
    expect(slotStates(step.state)).toEqual(['checking pi01']);
    expect(step.effects).toEqual([{ type: 'read-card', slot: 'slot-1', drive: a }]);
    expect(prompt(step.state)).toEqual({ kind: 'busy' });
  });

  it('never binds what was in when it began, whatever the order of the list', () => {
    const { state } = play(stationOf(three), see(a), see(b, a));
    expect(state.slots.map(({ drive, origin }) => `${drive.identity.path} ${origin}`)).toEqual([
      '/dev/sdb baseline',
      '/dev/sdc appeared',
    ]);
    expect(slotStates(state)).toEqual(['idle', 'checking pi01']);
  });

  it('takes a card of the baseline when a person means it', () => {
    expect(slotStates(play(stationOf(three), see(a), act({ type: 'use', slot: 'slot-1' })).state)).toEqual(['checking pi01']);
  });

  it('sees the card in a reader that was empty before', () => {
    const { state } = play(stationOf(three), see(emptyReader('/dev/sdb')), see(a));
    expect(slotStates(state)).toEqual(['checking pi01']);
  });

  it('takes one card at a time in serial mode', () => {
    const { state } = play(empty, see(a), see(a, b));
    expect(slotStates(state)).toEqual(['checking pi01', 'idle']);
    expect(codeOf(() => play(state, act({ type: 'use', slot: 'slot-2' })))).toBe('station/not-now');
  });

  it('binds each new card to the next node in parallel mode', () => {
    const { state } = play(parallel, see(a, b));
    expect(slotStates(state)).toEqual(['checking pi01', 'checking pi02']);
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi03' });
  });

  it('tells two like readers apart by path and serial number', () => {
    const left = cardAt('/dev/sdb', { serial: '1' });
    const { state } = play(
      parallel,
      see(left),
      see(left, cardAt('/dev/sdc', { serial: '1' })),
      see(cardAt('/dev/sdb', { serial: '2' })),
    );
    expect(state.slots.map(({ id, drive }) => `${id} ${drive.identity.serial ?? ''}`)).toEqual(['slot-3 2']);
  });

  it('sees that a card was swapped for a like one between two looks', () => {
    const { state } = play(empty, see(cardAt('/dev/sdb', { sequence: '4' })), see(cardAt('/dev/sdb', { sequence: '5' })));
    expect(state.slots).toMatchObject([{ id: 'slot-2', state: { kind: 'checking', node: 'pi01' } }]);
  });

  it('takes a serial number that is learned late for the same card', () => {
    const { state } = play(stationOf(three), see(a), see(cardAt('/dev/sdb', { serial: '7' })));
    expect(state.slots).toMatchObject([{ id: 'slot-1', origin: 'baseline', state: { kind: 'idle' } }]);
  });

  it('waits for the node again when its card is pulled before it is written', () => {
    const { state } = play(empty, see(a), read('slot-1'), see());
    expect(state.slots).toEqual([]);
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi01' });
  });

  it('keeps an answer about a card that was swapped from meeting its successor', () => {
    const { state } = play(empty, see(a), read('slot-1'), see(), see(a), read('slot-2'));
    expect(codeOf(() => play(state, act({ type: 'confirm', slot: 'slot-1' })))).toBe('station/not-now');
  });

  it('queues 64 cards', () => {
    const names = Array.from({ length: 64 }, (_, index) => `pi${String(index + 1).padStart(2, '0')}`);
    const cards = names.map((name) => cardAt(`/dev/${name}`));
    const { state, effects } = play(stationOf(names, { mode: 'parallel' }), see(), see(...cards));
    expect(state.slots.map(({ state: slot }) => 'node' in slot && slot.node)).toEqual(names);
    expect(effects).toHaveLength(64);
  });
});

describe('what is said at once', () => {
  it.each([
    ['a drive that is refused', cardAt('/dev/sdb', { decision: 'refused' }), 'drive/refused'],
    ['a card that is too small', cardAt('/dev/sdb', { size: 2_000_000_000 }), 'card/too-small'],
  ])('%s does not become a card', (_, drive, code) => {
    const step = play(empty, see(drive));
    expect(step.state.slots).toMatchObject([{ state: { kind: 'refused', node: 'pi01', error: { code } } }]);
    expect(step.effects).toEqual([]);
    expect(prompt(step.state)).toEqual({ kind: 'insert', node: 'pi01' });
    expect(codeOf(() => play(step.state, act({ type: 'use', slot: 'slot-1' })))).toBe(code);
  });

  const image = (node: string, cluster?: string): StationCard => ({ kind: 'image', marker: markerOf(node, cluster) });
  const done = stationOf(three, {
    auto: true,
    queue: stationOf(three).queue.map((node) => (node.node === 'pi01' ? { ...node, outcome: 'done', doneBefore: true } : node)),
  });
  it.each([
    ['a finished card of the cluster', image('pi01'), 'finished-card'],
    ['a card of a node that is not done', image('pi03'), 'written-before'],
    ['a card that was written for this very node', image('pi02'), 'written-before'],
    ['a card of another cluster', image('pi02', 'office'), 'other-cluster'],
    ['a card that cannot be read', { kind: 'unreadable', error: pulledOut } as const, 'unreadable'],
  ])('%s is asked about even when cards start by themselves', (_, card, kind) => {
    const step = play(done, see(), see(a), read('slot-1', card));
    expect(step.state.slots).toMatchObject([{ state: { kind: 'asking', node: 'pi02', doubts: [{ kind }] } }]);
    expect(orders(step)).toEqual([]);
  });

  it('strips what a card says of signs that could make it look like something else', () => {
    const step = play(empty, see(a), read('slot-1', image('pi\u202E20', 'off\u0007ice')));
    expect(step.state.slots).toMatchObject([{ state: { doubts: [{ cluster: 'office', node: 'pi20' }] } }]);
  });

  it('refuses a drive that comes into use while it is asked about', () => {
    const { state } = play(empty, see(a), read('slot-1'), see(cardAt('/dev/sdb', { decision: 'refused' })));
    expect(slotStates(state)).toEqual(['refused pi01']);
  });
});

describe('writing', () => {
  const asked = play(empty, see(a), read('slot-1')).state;
  const writing = play(asked, act({ type: 'confirm', slot: 'slot-1' }), begun('slot-1', 'b1')).state;

  it('writes after a person confirmed', () => {
    expect(orders(play(asked, act({ type: 'confirm', slot: 'slot-1' })))).toEqual(['pi01 /dev/sdb']);
  });

  it('confirms once: a second word orders nothing', () => {
    const { state } = play(asked, act({ type: 'confirm', slot: 'slot-1' }));
    expect(codeOf(() => play(state, act({ type: 'confirm', slot: 'slot-1' })))).toBe('station/not-now');
  });

  it('writes a card without a doubt at once when told to start by itself', () => {
    expect(orders(play({ ...empty, auto: true }, see(a), read('slot-1')))).toEqual(['pi01 /dev/sdb']);
  });

  it('starts every card without a doubt in one session', () => {
    const step = play(
      parallel,
      see(a, b, cardAt('/dev/zram0', { decision: 'needs-confirmation' })),
      read('slot-1'),
      read('slot-2'),
      read('slot-3'),
      act({ type: 'confirm-all' }),
    );
    expect(step.effects.filter(({ type }) => type === 'start-write')).toHaveLength(1);
    expect(orders(step)).toEqual(['pi01 /dev/sdb', 'pi02 /dev/sdc']);
  });

  it.each([undefined, '', 'yes', '/dev/zram1'])('does not take %j for the path of a drive that must be named', (typed) => {
    const { state } = play(
      { ...empty, auto: true },
      see(cardAt('/dev/zram0', { decision: 'needs-confirmation' })),
      read('slot-1'),
    );
    const confirm = act({ type: 'confirm', slot: 'slot-1', ...(typed === undefined ? {} : { typed }) });
    expect(codeOf(() => play(state, confirm))).toBe('drive/needs-confirmation');
    expect(orders(play(state, act({ type: 'confirm-all' })))).toEqual([]);
  });

  it('passes on what was typed', () => {
    const { state } = play(empty, see(cardAt('/dev/zram0', { decision: 'needs-confirmation' })), read('slot-1'));
    expect(play(state, act({ type: 'confirm', slot: 'slot-1', typed: '/dev/zram0' })).effects).toMatchObject([
      { type: 'start-write', orders: [{ node: 'pi01', confirmation: '/dev/zram0' }] },
    ]);
  });

  it('goes on to the next node when a card is done, and counts it', () => {
    const { state } = play(writing, told('b1', 'pi01', doneState));
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi02' });
    expect(state.history).toEqual([
      { node: 'pi01', title: 'Reader /dev/sdb', path: '/dev/sdb', outcome: 'done', seconds: 61, at: '2026-11-21T12:00:00.000Z' },
    ]);
  });

  it('does not bind the finished card again while it stays in its reader', () => {
    const { state } = play(writing, told('b1', 'pi01', doneState), see(a), see(a, b));
    expect(slotStates(state)).toEqual(['done pi01', 'checking pi02']);
  });

  it('waits for the same node again when its card fails, and says why', () => {
    const { state } = play(writing, told('b1', 'pi01', failedState));
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi01' });
    expect(snapshotOf(state, 1).nodes[0]).toMatchObject({ state: 'waiting', trouble: { code: 'card/removed' } });
  });

  it('hears the writer out about a card that was pulled, then forgets it', () => {
    const pulled = play(writing, see()).state;
    expect(pulled.slots).toMatchObject([{ present: false, state: { kind: 'writing' } }]);
    const { state } = play(pulled, told('b1', 'pi01', failedState));
    expect(state.slots).toEqual([]);
    expect(nodeStates(state)).toEqual(['pi01 waiting', 'pi02 waiting', 'pi03 waiting']);
  });

  it('counts a card as done that was ejected before its last news came', () => {
    expect(nodeStates(play(writing, see(), told('b1', 'pi01', doneState)).state)[0]).toBe('pi01 done');
  });

  it('binds nothing to a reader whose last card is still being written', () => {
    const { state } = play({ ...writing, mode: 'parallel' }, see(cardAt('/dev/sdb', { size: 64_000_000_000 })));
    expect(slotStates(state)).toEqual(['writing pi01', 'idle']);
    expect(codeOf(() => play(state, act({ type: 'use', slot: 'slot-2' })))).toBe('station/not-now');
  });

  it('takes a card that blinks while it is written for the same card', () => {
    expect(play(writing, see(), see(a)).state.slots).toMatchObject([{ id: 'slot-1', present: true }]);
  });

  it('says so when writing cannot begin', () => {
    const { state } = play(asked, act({ type: 'confirm', slot: 'slot-1' }), {
      type: 'write-refused',
      slots: ['slot-1'],
      error: pulledOut,
    });
    expect(slotStates(state)).toEqual(['failed pi01']);
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi01' });
  });
});

describe('acts', () => {
  const asked = play(empty, see(a), read('slot-1')).state;
  const writing = play(asked, act({ type: 'confirm', slot: 'slot-1' }), begun('slot-1', 'b1')).state;

  it('undoes a binding before writing: the card is put aside, the node waits', () => {
    const { state } = play(asked, act({ type: 'undo', slot: 'slot-1' }));
    expect(slotStates(state)).toEqual(['idle']);
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi01' });
  });

  it('undoes nothing that is being written', () => {
    expect(codeOf(() => play(writing, act({ type: 'undo', slot: 'slot-1' })))).toBe('station/not-now');
    expect(codeOf(() => play(writing, act({ type: 'skip', node: 'pi01' })))).toBe('station/not-now');
  });

  it('leaves a node out and asks for the next; its card is put aside, not passed on', () => {
    const { state } = play({ ...asked, auto: true }, act({ type: 'skip', node: 'pi01' }));
    expect(slotStates(state)).toEqual(['idle']);
    expect(prompt(state)).toEqual({ kind: 'insert', node: 'pi02' });
  });

  it('is finished when every node is done or left out', () => {
    const { state } = play(
      writing,
      told('b1', 'pi01', doneState),
      act({ type: 'skip', node: 'pi02' }),
      act({ type: 'skip', node: 'pi03' }),
    );
    expect(prompt(state)).toEqual({ kind: 'finished' });
  });

  it.each([
    ['left out', play(empty, act({ type: 'skip', node: 'pi01' })).state],
    ['done', play(writing, told('b1', 'pi01', doneState), see()).state],
  ])('takes a node that was %s back into the queue', (_, state) => {
    expect(prompt(play(state, act({ type: 'retry', node: 'pi01' })).state)).toEqual({ kind: 'insert', node: 'pi01' });
  });

  it('tries the same card again, and asks again before it writes', () => {
    const failed = play(writing, told('b1', 'pi01', failedState)).state;
    const step = play(failed, act({ type: 'retry', node: 'pi01' }), read('slot-1', { kind: 'unfinished' }));
    expect(slotStates(step.state)).toEqual(['asking pi01']);
    expect(orders(step)).toEqual([]);
  });

  it('cancels what is being written, and nothing else', () => {
    expect(play(writing, act({ type: 'cancel', slot: 'slot-1' })).effects).toEqual([
      { type: 'cancel-write', batchId: 'b1', node: 'pi01' },
    ]);
    expect(codeOf(() => play(asked, act({ type: 'cancel', slot: 'slot-1' })))).toBe('station/not-now');
  });

  it('does not know a node that the plan does not have', () => {
    expect(codeOf(() => play(empty, act({ type: 'skip', node: 'pi99' })))).toBe('plan/unknown-node');
  });

  it('begins with the nodes that are done already', () => {
    const queue = stationOf(three).queue.map((node) => (node.node === 'pi01' ? { ...node, outcome: 'done' as const } : node));
    expect(prompt(play(stationOf(three, { queue }), see()).state)).toEqual({ kind: 'insert', node: 'pi02' });
  });

  it('does nothing more once it is closed', () => {
    const closed = play(empty, { type: 'closed' }).state;
    expect(reduceStation(closed, see(a))).toEqual({ state: closed, effects: [] });
  });
});
