import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Drive } from '../../../../../electron/contract/card.ts';
import type { StationAct, StationCard } from '../../../../../electron/contract/station.ts';
import { reduceStation } from '../../../../../electron/engine/cards/station/reduce.ts';
import {
  boundNode,
  snapshotOf,
  type SlotOrder,
  type StationEvent,
  type StationState,
  type Step,
} from '../../../../../electron/engine/cards/station/state.ts';
import { act, cardAt, doneState, failedState, markerOf, see, stationOf, told } from '../../../../fakes/station-parts.ts';

const nodes = ['pi01', 'pi02', 'pi03', 'pi04'];
const paths = ['/dev/sdb', '/dev/sdc', '/dev/sdd'];

const drive: fc.Arbitrary<Drive> = fc
  .record({
    path: fc.constantFrom(...paths),
    decision: fc.constantFrom('allowed' as const, 'allowed' as const, 'needs-confirmation' as const, 'refused' as const),
    size: fc.constantFrom(0, 1_000, 32_000_000_000, 32_000_000_000, 64_000_000_000),
    serial: fc.constantFrom('1', '2'),
  })
  .map(({ path, ...facts }) => cardAt(path, facts));
const drives = fc.uniqueArray(drive, { selector: ({ identity }) => identity.path, maxLength: 3 });

const content: fc.Arbitrary<StationCard> = fc.constantFrom<StationCard>(
  { kind: 'blank' },
  { kind: 'blank' },
  { kind: 'unfinished' },
  { kind: 'image' },
  { kind: 'image', marker: markerOf('pi01') },
  { kind: 'image', marker: markerOf('pi01', 'office') },
);
const slot = fc.integer({ min: 1, max: 12 }).map((number) => `slot-${String(number)}`);
const node = fc.constantFrom(...nodes);
const anyAct: fc.Arbitrary<StationAct> = fc.oneof(
  fc.record({ type: fc.constant('use' as const), slot }),
  fc.record({ type: fc.constant('confirm' as const), slot }),
  fc.record({ type: fc.constant('confirm' as const), slot, typed: fc.constantFrom(...paths) }),
  fc.record({ type: fc.constant('confirm-all' as const) }),
  fc.record({ type: fc.constant('undo' as const), slot }),
  fc.record({ type: fc.constant('skip' as const), node }),
  fc.record({ type: fc.constant('retry' as const), node }),
  fc.record({ type: fc.constant('auto' as const), on: fc.boolean() }),
);

/** What the world does next; answers go to whatever is under way at that moment. */
type Move =
  | { readonly kind: 'event'; readonly event: StationEvent }
  | { readonly kind: 'read'; readonly card: StationCard }
  | { readonly kind: 'begin'; readonly well: boolean }
  | { readonly kind: 'end'; readonly well: boolean };

const move: fc.Arbitrary<Move> = fc.oneof(
  drives.map((list): Move => ({ kind: 'event', event: see(...list) })),
  anyAct.map((what): Move => ({ kind: 'event', event: act(what) })),
  content.map((card): Move => ({ kind: 'read', card })),
  fc.boolean().map((well): Move => ({ kind: 'begin', well })),
  fc.boolean().map((well): Move => ({ kind: 'end', well })),
);

function eventsOf(state: StationState, next: Move): readonly StationEvent[] {
  const of = (kind: string) => state.slots.filter(({ state: its }) => its.kind === kind);
  switch (next.kind) {
    case 'event':
      return [next.event];
    case 'read':
      return of('checking').map(({ id }) => ({ type: 'card-read', slot: id, card: next.card }));
    case 'begin':
      return of('starting').map(({ id }) =>
        next.well
          ? { type: 'write-started', slots: [id], batchId: `batch-${id}` }
          : { type: 'write-refused', slots: [id], error: failedState.error },
      );
    case 'end':
      return of('writing').flatMap(({ state: its }) =>
        its.kind === 'writing' ? [told(its.batchId, its.node, next.well ? doneState : failedState)] : [],
      );
  }
}

/** Acts that do not fit the moment change nothing. */
function step(state: StationState, event: StationEvent): Step {
  try {
    return reduceStation(state, event);
  } catch {
    return { state, effects: [] };
  }
}

interface Moment {
  readonly before: StationState;
  readonly event: StationEvent;
  readonly after: Step;
}

function run(initial: StationState, moves: readonly Move[]): readonly Moment[] {
  const moments: Moment[] = [];
  let state = initial;
  for (const next of moves)
    for (const event of eventsOf(state, next)) {
      const after = step(state, event);
      moments.push({ before: state, event, after });
      state = after.state;
    }
  return moments;
}

const station = fc
  .record({ mode: fc.constantFrom('serial' as const, 'parallel' as const), auto: fc.boolean() })
  .map((settings) => stationOf(nodes, settings));
const history = fc.tuple(station, fc.array(move, { maxLength: 60 })).map(([initial, moves]) => run(initial, moves));
const ordersOf = ({ after }: Moment): readonly SlotOrder[] =>
  after.effects.flatMap((effect) => (effect.type === 'start-write' ? effect.orders : []));

describe('whatever is put in, pulled out, pressed and answered', () => {
  it('no node has two cards, and no reader two nodes', () => {
    fc.assert(
      fc.property(history, (moments) => {
        for (const { after } of moments) {
          const bound = after.state.slots.filter((candidate) => boundNode(candidate) !== undefined);
          const names = bound.map(boundNode);
          const readers = bound.map(({ drive: { identity } }) => identity.path);
          expect(new Set(names).size).toBe(names.length);
          expect(new Set(readers).size).toBe(readers.length);
        }
      }),
    );
  });

  it('nothing is written without a word for it, but by the rule that was chosen, and then only what is allowed and no card of Slipway', () => {
    fc.assert(
      fc.property(history, (moments) => {
        for (const moment of moments)
          for (const order of ordersOf(moment)) {
            const { event, before } = moment;
            const { verdict, identity } = order.drive;
            expect(verdict.decision).not.toBe('refused');
            if (event.type === 'act') {
              expect(['confirm', 'confirm-all']).toContain(event.act.type);
              if (verdict.decision === 'needs-confirmation') expect(order.confirmation).toBe(identity.path);
            } else {
              expect(event).toMatchObject({ type: 'card-read', slot: order.slot });
              expect(before.auto).toBe(true);
              expect(verdict.decision).toBe('allowed');
              expect(event.type === 'card-read' && event.card.kind === 'image' && event.card.marker).toBeFalsy();
            }
          }
      }),
    );
  });

  it('one card at a time is bound in serial mode', () => {
    fc.assert(
      fc.property(history, (moments) => {
        for (const { after } of moments)
          if (after.state.mode === 'serial')
            expect(after.state.slots.filter((candidate) => boundNode(candidate) !== undefined).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('a node becomes done only by its own card, and leaves that state only when it is asked for again', () => {
    fc.assert(
      fc.property(history, (moments) => {
        for (const { before, event, after } of moments)
          for (const [index, queued] of after.state.queue.entries()) {
            const was = before.queue[index]?.outcome;
            if (queued.outcome === was) continue;
            if (queued.outcome === 'done') expect(event.type === 'batch' && event.cards[0]?.node).toBe(queued.node);
            else expect(event).toMatchObject({ type: 'act', act: { node: queued.node } });
          }
      }),
    );
  });

  it('a station with good cards ends with each node done exactly once', () => {
    fc.assert(
      fc.property(history, fc.constantFrom('serial' as const, 'parallel' as const), (moments, mode) => {
        let state: StationState = { ...(moments.at(-1)?.after.state ?? stationOf(nodes)), mode, auto: true };
        const tell = (...events: readonly StationEvent[]): void => {
          for (const event of events) state = step(state, event).state;
        };
        const settle = (): void => {
          for (const kind of ['read', 'begin', 'end'] as const)
            tell(...eventsOf(state, kind === 'read' ? { kind, card: { kind: 'blank' } } : { kind, well: true }));
        };
        settle();
        tell(see());
        const before = state.history.length;
        const open = state.queue.filter(({ outcome }) => outcome === 'open').length;
        for (let card = 0; card < nodes.length; card += 1) {
          tell(see(cardAt('/dev/sdb')));
          settle();
          tell(see());
        }
        expect(snapshotOf(state, 1).prompt).toEqual({ kind: 'finished' });
        const written = state.history.slice(0, state.history.length - before).map((record) => record.node);
        expect(new Set(written).size).toBe(written.length);
        expect(written.length).toBe(open);
      }),
    );
  });
});
