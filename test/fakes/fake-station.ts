/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import { SlipwayError } from '../../electron/contract/errors.ts';
import type { StationService } from '../../electron/contract/services.ts';
import type { StationCard } from '../../electron/contract/station.ts';
import { openStation, type Station, type StationPorts } from '../../electron/engine/cards/station/station.ts';
import type { FakeCards } from './fake-cards.ts';
import type { FakeProjects } from './fake-projects.ts';

export interface FakeStation {
  readonly service: StationService;
  /** What is on the card at a path; blank where nothing is said. */
  readonly contents: Map<string, StationCard>;
}

/** The real station over cards and readers in memory. */
export function fakeStation(cards: FakeCards, projects: FakeProjects): FakeStation {
  const stations = new Map<string, Station>();
  const contents = new Map<string, StationCard>();
  const portsOf = (dir: string): StationPorts => ({
    watchDrives: (signal) => cards.drives.watch(signal),
    readCard: async ({ identity }) => contents.get(identity.path) ?? { kind: 'blank' },
    startCards: (orders) => cards.service.start({ dir, cards: [...orders] }),
    watchCards: (batchId) => cards.service.watch({ batchId }, new AbortController().signal),
    cancelCard: (input) => cards.service.cancel(input),
    now: () => new Date('2026-11-21T12:00:00Z'),
    onFault: () => undefined,
  });
  const stationOf = (dir: string): Station => {
    const station = stations.get(dir);
    if (station === undefined) throw new SlipwayError('station/not-open', dir);
    return station;
  };
  const service: StationService = {
    start: async ({ dir, mode, auto }) => {
      const { name, nodes } = projects.plan(dir);
      const queue = nodes.map(
        ({ name: node }) => ({ node, rawBytes: 1_048_576_000, outcome: 'open', doneBefore: false }) as const,
      );
      const nothing = { slots: [], history: [], nextSlot: 1, seen: false, closed: false };
      const station = stations.get(dir) ?? openStation({ dir, cluster: name, mode, auto, queue, ...nothing }, portsOf(dir));
      stations.set(dir, station);
      return station.snapshot();
    },
    current: async ({ dir }) => stations.get(dir)?.snapshot() ?? null,
    act: async ({ dir, act }) => {
      stationOf(dir).act(act);
      return stationOf(dir).snapshot();
    },
    watch: ({ dir }, signal) => stationOf(dir).watch(signal),
    stop: async ({ dir }) => {
      await stations.get(dir)?.close();
      stations.delete(dir);
    },
  };
  return { service, contents };
}
