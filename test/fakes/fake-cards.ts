/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import {
  cardPhases,
  type BatchSnapshot,
  type CardOrder,
  type CardPhase,
  type CardReport,
  type CardReview,
  type CardState,
  type CardStatus,
  type Drive,
} from '../../electron/contract/card.ts';
import { SlipwayError, type ErrorFacts } from '../../electron/contract/errors.ts';
import type { CardRecord, CardService, DriveService } from '../../electron/contract/services.ts';
import type { FakeProjects } from './fake-projects.ts';
import { liveValue, type LiveValue } from './live-value.ts';

const mapped = 881_000_000;
const steps = 5;

export interface FakeCards {
  readonly service: CardService;
  readonly driveService: DriveService;
  readonly drives: LiveValue<readonly Drive[]>;
  /** Nodes whose cards are found finished already. */
  readonly finished: Set<string>;
  /** What was ordered, last session last. */
  readonly orders: CardOrder[][];
  /** How a node's card fails when it verifies; removed once it did. */
  readonly failures: Map<string, ErrorFacts>;
  /** How many steps a node's card lags behind the others. */
  readonly delays: Map<string, number>;
  /** Moves every running card one step; nothing moves by itself, so that no test depends on time. */
  advance(times?: number): void;
  finishAll(): void;
}

interface Batch {
  readonly dir: string;
  readonly live: LiveValue<BatchSnapshot>;
}

/** Write sessions that a test moves step by step. */
export function fakeCards(projects: FakeProjects): FakeCards {
  const batches: Batch[] = [];
  const records: (CardRecord & { readonly dir: string })[] = [];
  const drives = liveValue<readonly Drive[]>([]);
  const failures = new Map<string, ErrorFacts>();
  const delays = new Map<string, number>();
  const orders: CardOrder[][] = [];
  const finished = new Set<string>();

  const update = ({ dir, live }: Batch, change: (card: CardStatus) => CardState): void => {
    const before = live.get();
    if (before.finished) return;
    const cards = before.cards.map((card) => ({ ...card, state: change(card) }));
    cards.forEach((card, index) => {
      if (settled(card.state) && !settled(before.cards[index]?.state))
        records.unshift({ ...card, dir, at: new Date().toISOString(), imageId: 'practice' });
    });
    live.set({ ...before, revision: before.revision + 1, cards, finished: cards.every(({ state }) => settled(state)) });
  };
  const advanceCard = (card: CardStatus): CardState => {
    const delay = delays.get(card.node) ?? 0;
    delays.set(card.node, delay - 1);
    if (delay > 0) return card.state;
    const failure = failures.get(card.node);
    const next = stepOf(card.state);
    if (failure !== undefined && next.kind === 'running' && next.phase === 'verifying') {
      failures.delete(card.node);
      return { kind: 'failed', phase: 'verifying', error: failure };
    }
    return next;
  };
  const advance = (times = 1): void => {
    for (let step = 0; step < times; step += 1) for (const batch of batches) update(batch, advanceCard);
  };

  const service: CardService = {
    review: async ({ dir, node }) =>
      projects
        .plan(dir)
        .nodes.filter(({ name }) => node === undefined || name === node)
        .map(({ name }) => reviewOf(name)),
    exportFiles: async () => [],
    start: async ({ dir, cards }) => {
      for (const { target, confirmation } of cards) checkTarget(target, confirmation, drives.get());
      orders.push([...cards]);
      const batchId = `batch-${String(batches.length + 1)}`;
      const live = liveValue<BatchSnapshot>({
        batchId,
        dir,
        revision: 1,
        finished: false,
        cards: cards.map(({ node, target }) => ({ node, target, state: { kind: 'waiting' } })),
      });
      batches.push({ dir, live });
      return live.get();
    },
    cancel: async ({ batchId, node }) => {
      for (const batch of batches.filter(({ live }) => live.get().batchId === batchId))
        update(batch, (card) =>
          (node !== undefined && card.node !== node) || settled(card.state)
            ? card.state
            : { kind: 'cancelled', phase: card.state.kind === 'running' ? card.state.phase : 'preparing' },
        );
    },
    watch: ({ batchId }, signal) => {
      const batch = batches.find(({ live }) => live.get().batchId === batchId);
      if (batch === undefined) throw new SlipwayError('engine/bad-request', batchId);
      return batch.live.watch(signal);
    },
    finished: async ({ cards }) => cards.map(({ node }) => node).filter((node) => finished.has(node)),
    running: async () => batches.map(({ live }) => live.get()).filter(({ finished }) => !finished),
    history: async ({ dir }) => records.filter((record) => record.dir === dir).map(({ dir: _, ...record }) => record),
    fileTargets: async ({ dir, outDir = `${dir}/cards` }) =>
      projects.plan(dir).nodes.map(({ name }) => ({ node: name, path: `${outDir}/${name}.img` })),
  };
  const driveService: DriveService = { list: async () => drives.get(), watch: (_, signal) => drives.watch(signal) };
  const finishAll = (): void => advance(1 + phases.length * (steps + 1));
  return { service, driveService, drives, finished, failures, delays, orders, advance, finishAll };
}

const settled = (state: CardState | undefined): boolean =>
  state !== undefined && state.kind !== 'waiting' && state.kind !== 'running';

function stepOf(state: CardState): CardState {
  if (settled(state)) return state;
  if (state.kind !== 'running') return runningIn(0, 0);
  const phase = phases.indexOf(state.phase);
  const step = Math.round((state.progress.done / mapped) * steps) + 1;
  if (step <= steps) return runningIn(phase, step);
  return phase + 1 < phases.length ? runningIn(phase + 1, 0) : { kind: 'done', report };
}

/** Those of a card file; drives are probed first. */
const phases: readonly CardPhase[] = cardPhases.filter((phase) => phase !== 'probing');

function runningIn(phase: number, step: number): CardState {
  const done = Math.round((mapped * step) / steps);
  return {
    kind: 'running',
    phase: phases[phase] ?? 'writing',
    progress: {
      done,
      total: mapped,
      bytesPerSecond: 19_600_000,
      secondsLeft: Math.round((mapped - done) / 19_600_000),
      limitedBy: 'card',
    },
  };
}

const report: CardReport = {
  bytesWritten: mapped,
  bytesVerified: mapped,
  ranges: 412,
  files: [
    { path: 'user-data', bytes: 2_310, sha256: 'c'.repeat(64) },
    { path: 'cmdline.txt', bytes: 188, sha256: 'd'.repeat(64) },
  ],
  seconds: 92.4,
  readBack: 'direct',
};

const reviewOf = (node: string): CardReview => ({
  node,
  image: { id: 'practice', name: 'Practice image', rawSha256: 'b'.repeat(64), mappedBytes: mapped, rawBytes: 1_048_576_000 },
  firstBoot: {
    kind: 'files',
    files: [
      {
        path: 'user-data',
        purpose: 'Name, login, keys and hosts of this node, for cloud-init.',
        content: `#cloud-config\nhostname: ${node}\nmanage_etc_hosts: false\npasswd: ••••••\n`,
        original: '#cloud-config\nhostname: black-pearl\nmanage_etc_hosts: true\n',
      },
      {
        path: 'meta-data',
        purpose: 'An instance id that no other card has.',
        content: `instance-id: slipway-lab-${node}-0badcafe\n`,
      },
      {
        path: 'cmdline.txt',
        purpose: 'Kernel options; still one line.',
        content: 'root=PARTUUID=01234567-02 rootwait cgroup_enable=memory\n',
        original: 'root=PARTUUID=01234567-02 rootwait\n',
      },
    ],
  },
});

function checkTarget(target: CardOrder['target'], confirmation: string | undefined, drives: readonly Drive[]): void {
  if (target.kind === 'file') return;
  const drive = drives.find(({ identity }) => identity.path === target.drive.path);
  if (drive === undefined) throw new SlipwayError('drive/not-found', target.drive.path);
  if (drive.verdict.decision === 'refused') throw new SlipwayError('drive/refused', drive.title);
  if (drive.verdict.decision === 'needs-confirmation' && confirmation !== drive.identity.path)
    throw new SlipwayError('drive/needs-confirmation', drive.title);
}
