import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker, type MessagePort } from 'node:worker_threads';
import type { ForkOptions, UtilityProcess } from 'electron';

/** A utility process: the real engine entry, in a worker thread that finds a `process.parentPort`. */
export type FakeEngine = EventEmitter &
  Pick<UtilityProcess, 'postMessage' | 'kill'> & {
    readonly forked: Forked;
    readonly messages: unknown[];
    /** Why it ended by itself. */
    readonly errors: unknown[];
  };

export interface Forked {
  readonly entry: string;
  readonly args: readonly string[];
  readonly forkOptions: ForkOptions;
}

const bootstrap = fileURLToPath(new URL('electron-engine-bootstrap.mjs', import.meta.url));

export function forkEngine(forked: Forked): FakeEngine {
  const worker = new Worker(bootstrap, {
    argv: [...forked.args],
    env: envOf(forked.forkOptions),
    workerData: { entry: forked.entry },
  });
  const messages: unknown[] = [];
  const errors: unknown[] = [];
  const events = new EventEmitter();
  worker.on('error', (error) => errors.push(error));
  worker.on('exit', (code) => events.emit('exit', code));
  return Object.assign(events, {
    forked,
    messages,
    errors,
    postMessage: (message: unknown, ports: readonly unknown[] = []) => {
      messages.push(message);
      const transfer = ports.map((port) => (port as { readonly transfer: MessagePort }).transfer);
      worker.postMessage({ message, ports: transfer }, transfer);
    },
    kill: () => {
      void worker.terminate();
      return true;
    },
  });
}

/** Electron hands the environment over as it is; a worker wants strings only. */
function envOf({ env }: ForkOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)]));
}
