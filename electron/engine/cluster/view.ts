import { errorFacts } from '../../contract/errors.ts';
import type { ClusterCertificate, ClusterLink, ClusterSnapshot } from '../../contract/cluster.ts';
import { connectApi, resources, type ClusterApi } from './api/connect.ts';
import { apiError } from './api/errors.ts';
import { reflect } from './api/reflect.ts';
import { certificateScript, ownCertificate, parseCertificates, servingCertificate } from './certificates.ts';
import { createChannel } from './channel.ts';
import type { Credentials } from './kubeconfig/credentials.ts';
import { renderKubeconfig } from './kubeconfig/render.ts';
import { apply, emptyState, replaceAll, snapshotOf } from './state.ts';

/** The nodes of the cluster over SSH. Errors of both: `ssh/*`, `fleet/*`. */
export interface ClusterDoor {
  /** A loopback port of this computer that leads to a port of the node. */
  forward(node: string, port: number): Promise<{ readonly port: number; close(): Promise<void> }>;
  /** What a POSIX shell script says as root. */
  script(node: string, text: string, signal: AbortSignal): Promise<string>;
}

export interface ViewOptions {
  readonly dir: string;
  readonly credentials: Credentials;
  /** In the order in which they are tried. */
  readonly controlPlanes: readonly string[];
  readonly door: ClusterDoor;
  readonly now: () => Date;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly onFault: (thrown: unknown) => void;
}

export interface ClusterView {
  /** The cluster now and after each change, at most five times a second; connected while anybody watches. */
  watch(signal: AbortSignal): AsyncGenerator<ClusterSnapshot>;
}

/** One connection for all who look at a cluster: made for the first, ended with the last. */
export function createClusterView(options: ViewOptions): ClusterView {
  const board = createBoard(options);
  let watchers = 0;
  let running = new AbortController();
  return {
    async *watch(signal) {
      watchers += 1;
      if (watchers === 1) {
        running = new AbortController();
        void stayConnected(options, board, running.signal);
      }
      try {
        yield* board.read(signal);
      } finally {
        watchers -= 1;
        if (watchers === 0) running.abort();
      }
    },
  };
}

type Board = ReturnType<typeof createBoard>;

/** What is known, and everybody who wants to know it. */
function createBoard({ dir, credentials, pause }: ViewOptions) {
  const state = emptyState();
  let facts: { readonly link: ClusterLink; readonly version: string; readonly certificates: readonly ClusterCertificate[] } = {
    link: { kind: 'connecting' },
    version: '',
    certificates: ownCertificate(credentials),
  };
  let revision = 0;
  const snapshot = (): ClusterSnapshot => snapshotOf(state, { dir, revision, ...facts });
  const channel = createChannel({ initial: () => snapshot(), intervalMs: 200, pause });
  const changed = (): void => {
    revision += 1;
    channel.publish(snapshot);
  };
  return {
    state,
    changed,
    tell: (part: Partial<typeof facts>): void => {
      facts = { ...facts, ...part };
      changed();
    },
    facts: () => facts,
    async *read(signal: AbortSignal): AsyncGenerator<ClusterSnapshot> {
      for await (const current of channel.read(signal)) yield current();
    },
  };
}

/** Connects again and again, to one control plane after the other, with growing pauses while none answers. */
async function stayConnected(options: ViewOptions, board: Board, signal: AbortSignal): Promise<void> {
  const { controlPlanes, pause, now, onFault } = options;
  for (let failures = 0; !signal.aborted; failures += 1) {
    const node = controlPlanes[failures % controlPlanes.length] ?? '';
    try {
      await connected({ ...options, node, onLive: () => (failures = 0) }, board, signal);
    } catch (thrown) {
      if (isOver(signal)) return;
      onFault(thrown);
      const { link } = board.facts();
      const since = link.kind === 'lost' ? link.since : now().toISOString();
      board.tell({ link: { kind: 'lost', error: errorFacts(apiError(thrown)), since } });
    }
    await pause(Math.min(500 * 2 ** failures, 30_000), signal).catch(() => undefined);
  }
}

/** A function, because it may change while something is awaited. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

interface Attempt extends ViewOptions {
  readonly node: string;
  readonly onLive: () => void;
}

/** One connection, from its beginning to its end. */
async function connected(attempt: Attempt, board: Board, signal: AbortSignal): Promise<void> {
  const { credentials, door, node, onLive } = attempt;
  const tunnel = await door.forward(node, portOf(credentials));
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  try {
    // Finding the node takes seconds; nobody may be looking any more.
    signal.throwIfAborted();
    const shown = await servingCertificate(credentials, tunnel.port);
    const api = await connectApi(renderKubeconfig({ context: 'slipway', credentials, through: tunnel }));
    const version = await api.version();
    onLive();
    board.tell({ version, link: { kind: 'live', node }, certificates: [...ownCertificate(credentials), shown] });
    void lookAtCertificates(attempt, board, both);
    await follow(api, { board, signal: both, pause: attempt.pause });
  } finally {
    ending.abort();
    await tunnel.close();
  }
}

interface FollowOptions extends Pick<ViewOptions, 'pause'> {
  readonly board: Board;
  readonly signal: AbortSignal;
}

/** Follows all kinds of objects; the first that fails ends them all. */
async function follow(api: ClusterApi, { board, signal, pause }: FollowOptions): Promise<void> {
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const following = resources.map((resource) =>
    reflect(
      api.sources[resource],
      {
        replace: (items) => {
          replaceAll(board.state, resource, items);
          board.changed();
        },
        change: (change) => {
          apply(board.state, resource, change);
          board.changed();
        },
      },
      { signal: both, pause },
    ),
  );
  try {
    await Promise.all(following);
  } finally {
    ending.abort();
    await Promise.allSettled(following);
  }
}

/** Those on the control planes' disks; a node that cannot be asked just now shows none. */
async function lookAtCertificates(attempt: Attempt, board: Board, signal: AbortSignal): Promise<void> {
  const { controlPlanes, door, onFault } = attempt;
  for (const node of controlPlanes) {
    try {
      const found = parseCertificates(node, await door.script(node, certificateScript, signal));
      if (!signal.aborted) board.tell({ certificates: [...board.facts().certificates, ...found] });
    } catch (thrown) {
      if (signal.aborted) return;
      onFault(thrown);
    }
  }
}

/** The API server's port on the node itself. */
export const portOf = ({ server }: Credentials): number => {
  const { port } = new URL(server);
  return port === '' ? 443 : Number(port);
};
