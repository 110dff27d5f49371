import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FleetNode, FleetSnapshot } from '../../electron/contract/fleet.ts';
import { labDir, labTools } from './lab.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface FleetWatch {
  /** The newest snapshot that fits, now or later; fails after `seconds` with the last one that was seen. */
  until(fits: (snapshot: FleetSnapshot) => boolean, seconds?: number): Promise<FleetSnapshot>;
  /** The process that looks: `find` itself, below lab.sh. */
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

interface WatchOptions {
  /** Holds `.ssh` with the key of the login. */
  readonly home: string;
  readonly dataDir: string;
  /** Further words of the command line. */
  readonly words?: readonly string[];
}

/** `slipway find --follow --json` at the desktop's place in the lab, followed line by line. */
export function watchFleet(project: string, { home, dataDir, words: more = [] }: WatchOptions): FleetWatch {
  const words = [
    process.execPath,
    join(root, 'dist/headless/cli.js'),
    'find',
    project,
    '--follow',
    '--json',
    '--data-dir',
    dataDir,
    ...more,
  ];
  // nsenter and env replace themselves, so that a signal reaches `find`.
  const find = spawn('nsenter', ['--net=/run/netns/lab', 'env', `HOME=${home}`, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SLIPWAY_LAB: labDir, SLIPWAY_LAB_TOOLS: labTools },
  });
  let last: FleetSnapshot | undefined;
  const waiting = new Set<() => void>();
  createInterface({ input: find.stdout }).on('line', (line) => {
    const value = JSON.parse(line) as FleetSnapshot & { readonly type: string };
    if (value.type === 'fleet') last = value;
    for (const wake of waiting) wake();
  });
  return {
    process: find,
    until: (fits, seconds = 120) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (last === undefined || !fits(last)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(last);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(
            new Error(
              `not seen in ${String(seconds)} s; last: ${JSON.stringify(last?.nodes.map(({ node, state }) => [node, state]))}`,
            ),
          );
        }, seconds * 1000);
        waiting.add(look);
        look();
      }),
    stop: async () => {
      if (find.exitCode !== null || find.signalCode !== null) return;
      const ended = once(find, 'exit');
      find.kill('SIGINT');
      await ended;
    },
  };
}

export function nodeIn({ nodes }: FleetSnapshot, name: string): FleetNode {
  const node = nodes.find((candidate) => candidate.node === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
}

/** Whether a node is in one of these states. */
export const isIn =
  (name: string, ...kinds: readonly string[]) =>
  (snapshot: FleetSnapshot): boolean =>
    kinds.includes(nodeIn(snapshot, name).state.kind);
