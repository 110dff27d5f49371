import { errorFacts, type ErrorFacts } from '../../../contract/errors.ts';
import type { TerminalEvent } from '../../../contract/terminal.ts';
import { createFeed } from '../../cards/feed.ts';
import type { Terminal } from '../../fleet/ssh/node-shell.ts';
import { createReplay } from './replay.ts';

/** One live terminal with those who watch it. */
export interface TerminalSession {
  readonly terminal: Terminal;
  readonly ended: () => boolean;
  watch(after: number, signal: AbortSignal): AsyncGenerator<TerminalEvent>;
}

interface SessionOptions {
  /** Told when the last watcher leaves, and when one comes. */
  readonly onWatchers: (count: number) => void;
  readonly onEnd: () => void;
}

/** What is kept for a page that comes back: some hundred screens. */
const keptUnits = 256 * 1024;
/** A watcher so far behind slows the node down. */
const mostBehind = 128 * 1024;
const mostAtOnce = 32 * 1024;

/** Reads the terminal for all its watchers, no faster than the slowest of them; with none, what is old is forgotten. */
export function openSession(terminal: Terminal, { onWatchers, onEnd }: SessionOptions): TerminalSession {
  const replay = createReplay(keptUnits);
  const watchers = new Set<{ position: number }>();
  let end: { readonly error?: ErrorFacts } | undefined;
  let caughtUp = (): void => undefined;
  const feed = createFeed(() => ({ finished: end !== undefined }), performance.now.bind(performance));
  const isBehind = (): boolean => [...watchers].some(({ position }) => replay.end() - position > mostBehind);
  const moved = (): void => {
    if (!isBehind()) caughtUp();
  };
  const pump = async (): Promise<void> => {
    for await (const text of terminal) {
      replay.push(text);
      feed.changed('now');
      if (isBehind()) await new Promise<void>((resolve) => (caughtUp = resolve));
    }
  };
  const finish = (error?: ErrorFacts): void => {
    end = error === undefined ? {} : { error };
    feed.changed('now');
    onEnd();
  };
  pump().then(
    () => finish(),
    (thrown: unknown) => finish(errorFacts(thrown)),
  );

  return {
    terminal,
    ended: () => end !== undefined,
    async *watch(after, signal) {
      const watcher = { position: Math.min(after, replay.end()) };
      watchers.add(watcher);
      onWatchers(watchers.size);
      try {
        for await (const { finished } of feed.watch(signal)) {
          while (watcher.position < replay.end() && !signal.aborted) {
            const next = replay.after(watcher.position, mostAtOnce);
            watcher.position = next.position;
            moved();
            yield { kind: 'output', ...next };
          }
          if (finished) yield { kind: 'ended', position: watcher.position, ...end };
        }
      } finally {
        watchers.delete(watcher);
        moved();
        onWatchers(watchers.size);
      }
    },
  };
}
