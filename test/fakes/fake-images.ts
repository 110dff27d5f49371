/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import { SlipwayError } from '../../electron/contract/errors.ts';
import type { ImageEntry, ImageFacts, ImageJob, StoredImage } from '../../electron/contract/image.ts';
import type { CatalogueService, ImageService } from '../../electron/contract/services.ts';
import { liveValue } from './live-value.ts';

const hash = (digit: string): string => digit.repeat(64);

export const fakeEntries: readonly ImageEntry[] = [
  entry({
    id: 'hypriotos-1.12.3',
    name: 'HypriotOS 1.12.3',
    description: 'Docker-ready, 32-bit, with cloud-init.',
    downloadBytes: 312_000_000,
    releaseDate: '2020-05-03',
    quirks: ['Its Docker is 19.03: Kubernetes up to 1.23 runs on it.'],
  }),
  entry({
    id: 'raspios-lite-arm64',
    name: 'Raspberry Pi OS Lite (64-bit)',
    description: 'The makers’ own, without a desktop.',
    architecture: 'arm64',
    downloadBytes: 502_000_000,
    origin: 'os-list',
  }),
  entry({
    id: 'ubuntu-24.04',
    name: 'Ubuntu Server 24.04 LTS',
    description: 'Supported until 2029.',
    architecture: 'arm64',
    downloadBytes: 1_080_000_000,
    origin: 'os-list',
    boards: ['pi4', 'pi5'],
  }),
];

function entry(part: Partial<ImageEntry> & { id: string; name: string }): ImageEntry {
  return {
    description: '',
    version: '',
    architecture: 'armhf',
    boards: ['pi3', 'pi4'],
    url: `https://example.org/${part.id}.zip`,
    quirks: [],
    origin: 'built-in',
    ...part,
  };
}

function storedOf(id: string): StoredImage {
  const name = id === 'practice' ? 'Practice image' : (fakeEntries.find((known) => known.id === id)?.name ?? id);
  return {
    id,
    name,
    source: `https://example.org/${id}.zip`,
    rawBytes: 1_048_576_000,
    storedBytes: 912_000_000,
    mappedBytes: 881_000_000,
    downloadSha256: hash('a'),
    rawSha256: hash('b'),
    checkedAgainst: 'download-sha256',
    facts: id.includes('strange') ? strangeFacts : hypriotFacts(name),
    addedAt: '2026-11-21T08:00:00.000Z',
    lastUsedAt: '2026-11-21T08:00:00.000Z',
  };
}

const strangeFacts: ImageFacts = { kind: 'unknown', reason: 'Its boot partition has none of the files that Slipway knows.' };

const hypriotFacts = (name: string): ImageFacts => ({
  kind: 'known',
  family: 'hypriot-cloud-init',
  name,
  version: '1.12.3',
  architecture: 'armhf',
  cloudInit: '18.3',
  table: { scheme: 'mbr', diskId: '01234567', partitions: [] },
  boot: { partition: 1, freeBytes: 40_000_000, names: ['cmdline.txt'], files: {} },
});

export interface FakeImages {
  readonly catalogue: CatalogueService;
  readonly service: ImageService;
  store(id: string): void;
  /** Shows a job as the engine would. */
  job(job: ImageJob): void;
}

/** A store in memory. Fetching `practice` is done at once; anything else stays under way until the test moves it. */
export function fakeImages(): FakeImages {
  const stored = new Map<string, StoredImage>();
  const jobs = liveValue<readonly ImageJob[]>([]);
  let limitBytes = 20_000_000_000;
  let refreshedAt: string | undefined;

  const put = (job: ImageJob): void => jobs.set([...jobs.get().filter(({ id }) => id !== job.id), job]);
  const store = (id: string): void => void stored.set(id, storedOf(id));
  const status = () => ({
    dir: '/home/me/.local/share/slipway/images',
    usedBytes: [...stored.values()].reduce((sum, image) => sum + image.storedBytes, 0),
    limitBytes,
    freeDiskBytes: 84_000_000_000,
  });
  const list = () => ({
    images: [...fakeEntries],
    boards: boards.map((board) => ({
      ...board,
      architectures: [...board.architectures],
      memoryMb: [...board.memoryMb],
      tags: [],
    })),
    ...(refreshedAt === undefined ? {} : { refreshedAt }),
  });

  return {
    store,
    job: put,
    catalogue: {
      list: async () => list(),
      refresh: async () => {
        refreshedAt = new Date().toISOString();
        return list();
      },
    },
    service: {
      stored: async () => [...stored.values()],
      find: async ({ reference }) => stored.get(reference),
      store: async () => status(),
      setLimit: async (input) => {
        ({ limitBytes } = input);
        return status();
      },
      fetch: async ({ reference }) => {
        if (reference.includes('missing')) throw new SlipwayError('image/not-found', reference);
        if (reference === 'practice') {
          store(reference);
          put({ id: reference, state: 'done' });
        } else {
          put({
            id: reference,
            state: 'running',
            phase: 'downloading',
            progress: {
              done: 131_000_000,
              total: 312_000_000,
              bytesPerSecond: 11_400_000,
              secondsLeft: 16,
              limitedBy: 'network',
            },
            drivesCanStart: false,
          });
        }
        return { id: reference };
      },
      cancel: async ({ id }) => put({ id, state: 'cancelled' }),
      remove: async ({ id }) => void stored.delete(id),
      facts: async ({ id }) => storedOf(id).facts,
      watch: (signal) => jobs.watch(signal),
    },
  };
}

const boards = [
  {
    id: 'pi3',
    name: 'Raspberry Pi 3',
    architectures: ['arm64', 'armhf'],
    memoryMb: [1024],
    cores: 4,
    wifi: true,
    ethernet: true,
  },
  {
    id: 'pi4',
    name: 'Raspberry Pi 4',
    architectures: ['arm64', 'armhf'],
    memoryMb: [2048, 4096, 8192],
    cores: 4,
    wifi: true,
    ethernet: true,
  },
  { id: 'pi5', name: 'Raspberry Pi 5', architectures: ['arm64'], memoryMb: [4096, 8192], cores: 4, wifi: true, ethernet: true },
] as const;
