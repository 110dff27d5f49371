import type { CardState, CardStatus, Drive, DriveVerdict } from '../../electron/contract/card.ts';
import type { CardMarker } from '../../electron/contract/flash.ts';
import type { StationAct, StationCard } from '../../electron/contract/station.ts';
import { reduceStation } from '../../electron/engine/cards/station/reduce.ts';
import type { StationEvent, StationState, Step } from '../../electron/engine/cards/station/state.ts';

/** Bytes that every image of these tests needs. */
export const imageBytes = 4_000_000_000;

interface CardFacts {
  readonly decision?: DriveVerdict['decision'];
  readonly size?: number;
  readonly serial?: string;
  readonly sequence?: string;
}

/** A card in the reader at `path`. */
export const cardAt = (path: string, { decision = 'allowed', size = 32_000_000_000, ...facts }: CardFacts = {}): Drive => ({
  identity: { path, size, model: 'Reader', ...facts },
  title: `Reader ${path}`,
  bus: 'usb',
  volumes: [],
  verdict: {
    decision,
    reasons: decision === 'allowed' ? [] : [{ code: 'virtual', message: 'It is a virtual drive, not a card.' }],
  },
});

export const emptyReader = (path: string): Drive => cardAt(path, { decision: 'refused', size: 0 });

export const stationOf = (nodes: readonly string[], part: Partial<StationState> = {}): StationState => ({
  dir: '/p',
  cluster: 'lab',
  mode: 'serial',
  auto: false,
  closed: false,
  queue: nodes.map((node) => ({ node, rawBytes: imageBytes, outcome: 'open', doneBefore: false })),
  slots: [],
  history: [],
  nextSlot: 1,
  seen: false,
  ...part,
});

/** Applies events in order; the effects are those of all of them. */
export function play(state: StationState, ...events: readonly StationEvent[]): Step {
  let step: Step = { state, effects: [] };
  for (const event of events) {
    const next = reduceStation(step.state, event);
    step = { state: next.state, effects: [...step.effects, ...next.effects] };
  }
  return step;
}

export const see = (...drives: readonly Drive[]): StationEvent => ({ type: 'drives', drives });
export const read = (slot: string, card: StationCard = { kind: 'blank' }): StationEvent => ({ type: 'card-read', slot, card });
export const act = (what: StationAct): StationEvent => ({ type: 'act', act: what });
export const begun = (slot: string, batchId: string): StationEvent => ({ type: 'write-started', slots: [slot], batchId });

export function told(batchId: string, node: string, state: CardState): StationEvent {
  const card: CardStatus = { node, target: { kind: 'file', path: '/unused' }, state };
  return { type: 'batch', batchId, cards: [card], at: '2026-11-21T12:00:00.000Z' };
}

export const doneState: CardState = {
  kind: 'done',
  report: { bytesWritten: 1, bytesVerified: 1, ranges: 1, files: [], seconds: 61, readBack: 'direct' },
};

export const pulledOut = {
  code: 'card/removed',
  title: 'The card was pulled out.',
  detail: '/dev/sdb',
  fix: 'Insert it again and write it anew.',
} as const;

export const failedState = { kind: 'failed', phase: 'writing', error: pulledOut } as const satisfies CardState;

export const markerOf = (node: string, cluster = 'lab'): CardMarker => ({
  slipway: 1,
  cluster,
  node,
  instanceId: `slipway-${cluster}-${node}-0badcafe`,
  image: { name: 'HypriotOS 1.12.3' },
  writtenAt: '2026-11-20T09:30:00.000Z',
});
