import type { BatchSnapshot, CardOrder, Drive } from '../../../contract/card.ts';
import { errorFacts } from '../../../contract/errors.ts';
import type { StationAct, StationCard, StationSnapshot } from '../../../contract/station.ts';
import { createFeed } from '../feed.ts';
import { reduceStation } from './reduce.ts';
import { snapshotOf, type SlotOrder, type StationEffect, type StationEvent, type StationState } from './state.ts';

/** How a station reaches readers, cards and the writer. */
export interface StationPorts {
  watchDrives: (signal: AbortSignal) => AsyncIterable<readonly Drive[]>;
  /** Says what is on a card; never rejects. */
  readCard: (drive: Drive) => Promise<StationCard>;
  startCards: (orders: readonly CardOrder[]) => Promise<BatchSnapshot>;
  watchCards: (batchId: string) => AsyncIterable<BatchSnapshot>;
  cancelCard: (input: { readonly batchId: string; readonly node: string }) => Promise<void>;
  now: () => Date;
  /** Told what nobody is there to hear. */
  onFault: (thrown: unknown) => void;
}

export interface Station {
  snapshot(): StationSnapshot;
  /** The station now and after each change, progress at most five times a second; ends when it is closed. */
  watch(signal: AbortSignal): AsyncGenerator<StationSnapshot>;
  /** Errors: see {@link reduceStation}; then nothing has changed. */
  act(act: StationAct): void;
  /** Stops looking for cards, cancels those under way, and waits for their ends. */
  close(): Promise<void>;
}

/** Runs the machine of {@link reduceStation}: feeds it what happens, and does what it wants. */
export function openStation(initial: StationState, ports: StationPorts): Station {
  let state = initial;
  let revision = 1;
  const controller = new AbortController();
  const underWay = new Set<Promise<void>>();
  const feed = createFeed(
    () => ({ finished: state.closed, snapshot: snapshotOf(state, revision) }),
    performance.now.bind(performance),
  );

  const dispatch = (event: StationEvent): void => {
    const step = reduceStation(state, event);
    if (step.state !== state) {
      const urgency = event.type === 'batch' && isProgressOnly(state, step.state) ? 'soon' : 'now';
      state = step.state;
      revision += 1;
      feed.changed(urgency);
    }
    for (const effect of step.effects) run(effect);
  };
  const run = (effect: StationEffect): void => {
    const work = perform(effect, { ports, dispatch, signal: controller.signal }).catch(ports.onFault);
    // A dying card can keep its reader busy for minutes; nobody waits for what is on it.
    if (effect.type === 'read-card') return;
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const watching = followDrives(ports, controller.signal, (drives) => dispatch({ type: 'drives', drives })).catch(ports.onFault);

  return {
    snapshot: () => snapshotOf(state, revision),
    watch: async function* (signal) {
      for await (const { snapshot } of feed.watch(signal)) yield snapshot;
    },
    act: (act) => dispatch({ type: 'act', act }),
    close: async () => {
      controller.abort();
      await watching;
      for (const { state: slot } of state.slots)
        if (slot.kind === 'writing') run({ type: 'cancel-write', batchId: slot.batchId, node: slot.node });
      await Promise.all(underWay);
      dispatch({ type: 'closed' });
    },
  };
}

async function followDrives(ports: StationPorts, signal: AbortSignal, told: (drives: readonly Drive[]) => void): Promise<void> {
  for await (const drives of ports.watchDrives(signal)) {
    if (signal.aborted) return;
    told(drives);
  }
}

interface Runner {
  readonly ports: StationPorts;
  readonly dispatch: (event: StationEvent) => void;
  /** Aborted when the station closes. */
  readonly signal: AbortSignal;
}

async function perform(effect: StationEffect, runner: Runner): Promise<void> {
  const { ports, dispatch } = runner;
  switch (effect.type) {
    case 'read-card':
      dispatch({ type: 'card-read', slot: effect.slot, card: await ports.readCard(effect.drive) });
      return;
    case 'start-write':
      await write(effect.orders, runner);
      return;
    case 'cancel-write':
      await ports.cancelCard({ batchId: effect.batchId, node: effect.node });
  }
}

/** Starts one write session for these cards, so that one prompt of the system covers them all, and follows it to its end. */
async function write(orders: readonly SlotOrder[], { ports, dispatch, signal }: Runner): Promise<void> {
  const slots = orders.map(({ slot }) => slot);
  try {
    const { batchId } = await ports.startCards(orders.map(cardOrder));
    dispatch({ type: 'write-started', slots, batchId });
    if (signal.aborted) await Promise.all(orders.map(({ node }) => ports.cancelCard({ batchId, node })));
    for await (const { cards, finished } of ports.watchCards(batchId)) {
      dispatch({ type: 'batch', batchId, cards, at: ports.now().toISOString() });
      if (finished) return;
    }
  } catch (thrown) {
    dispatch({ type: 'write-refused', slots, error: errorFacts(thrown) });
    ports.onFault(thrown);
  }
}

const cardOrder = ({ node, drive, confirmation }: SlotOrder): CardOrder => ({
  node,
  target: { kind: 'drive', drive: drive.identity },
  ...(confirmation === undefined ? {} : { confirmation }),
});

/** Whether every slot is still in the same state, and phase, as before. */
const isProgressOnly = (before: StationState, after: StationState): boolean =>
  before.slots.length === after.slots.length &&
  before.slots.every((slot, index) => phaseOf(slot.state) === phaseOf(after.slots[index]?.state));

function phaseOf(state: StationState['slots'][number]['state'] | undefined): string {
  if (state?.kind !== 'writing') return state?.kind ?? '';
  return state.card.kind === 'running' ? state.card.phase : state.card.kind;
}
