import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { CardService, StationService } from '../../contract/services.ts';
import type { StationStart } from '../../contract/station.ts';
import { watchDrives } from '../cards/drives.ts';
import type { StationState } from '../cards/station/state.ts';
import { openStation, type Station, type StationPorts } from '../cards/station/station.ts';
import type { ImageRoom } from './image-service.ts';
import type { Log } from './log.ts';
import type { ProjectRoom } from './project-service.ts';
import { readStationCard } from './station-card.ts';
import { chosenNodes, queueOf } from './station-queue.ts';

interface StationOptions {
  readonly cards: CardService;
  readonly images: ImageRoom;
  readonly projects: ProjectRoom;
  readonly log: Log;
}

export interface StationRoom {
  readonly service: StationService;
  /** Closes every station. */
  close: () => Promise<void>;
}

export function createStationService(options: StationOptions): StationRoom {
  /** By project folder; a promise, so that two pages that open a station at once get the same. */
  const stations = new Map<string, Promise<Station>>();
  const start = async (input: StationStart): Promise<Station> => {
    const key = resolve(input.dir);
    const station =
      stations.get(key) ?? firstState(options, input).then((state) => openStation(state, portsOf(options, input.dir)));
    stations.set(key, station);
    return station.catch((thrown: unknown) => {
      stations.delete(key);
      throw thrown;
    });
  };
  const stationOf = async (dir: string): Promise<Station> => {
    const station = await stations.get(resolve(dir));
    if (station === undefined) throw new SlipwayError('station/not-open', dir);
    return station;
  };
  const stop = async (dir: string): Promise<void> => {
    const key = resolve(dir);
    const station = await stations.get(key);
    await station?.close();
    stations.delete(key);
  };

  const service: StationService = {
    start: async (input) => (await start(input)).snapshot(),
    current: async ({ dir }) => (await stations.get(resolve(dir)))?.snapshot() ?? null,
    act: async ({ dir, act }) => {
      const station = await stationOf(dir);
      station.act(act);
      return station.snapshot();
    },
    async *watch({ dir }, signal) {
      yield* (await stationOf(dir)).watch(signal);
    },
    stop: ({ dir }) => stop(dir),
  };
  return {
    service,
    close: async () => {
      await Promise.all([...stations.keys()].map(stop));
    },
  };
}

async function firstState({ cards, images, projects }: StationOptions, input: StationStart): Promise<StationState> {
  const { dir, mode, auto, nodes } = input;
  const plan = await projects.soundPlan(dir);
  const history = await cards.history({ dir });
  const queue = await queueOf(chosenNodes(plan, nodes), history, (reference) => images.service.find({ reference }));
  const nothing = { slots: [], history: [], nextSlot: 1, seen: false, closed: false };
  return { dir, cluster: plan.name, mode, auto, queue, ...nothing };
}

function portsOf({ cards, images, log }: StationOptions, dir: string): StationPorts {
  return {
    watchDrives: (signal) => watchDrives({ imagePath: images.storeDir }, signal),
    readCard: readStationCard,
    startCards: (orders) => cards.start({ dir, cards: orders }),
    watchCards: (batchId) => cards.watch({ batchId }, new AbortController().signal),
    cancelCard: (input) => cards.cancel(input),
    now: () => new Date(),
    onFault: (thrown) => log.error(thrown, 'station'),
  };
}
