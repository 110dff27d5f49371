import type { MessagePortMain, UtilityProcess } from 'electron';
import type { EngineMessage } from '../contract/engine-protocol.ts';
import type { ElectronApi } from './electron-api.ts';

export interface EngineHostOptions {
  readonly electron: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>;
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** How long the engine may take to end its work, in milliseconds. */
  readonly closeMs: number;
  /** The engine ended though nobody asked it to. */
  onStopped(): void;
}

/** The engine's process: started when first needed, started again after it stopped. */
export interface EngineHost {
  /** A new connection: one port goes to the engine, the other is for the page. Undefined once the engine is being closed. */
  connect(): MessagePortMain | undefined;
  /** Lets the engine end its work; kills it when that takes too long. */
  close(): Promise<void>;
}

/** The engine runs in a process of its own, so that neither the window nor the engine can freeze or take down the other. */
export function createEngineHost(options: EngineHostOptions): EngineHost {
  let engine: UtilityProcess | undefined;
  let closing = false;
  const start = (): UtilityProcess => {
    const started = fork(options);
    started.once('exit', () => {
      engine = undefined;
      if (!closing) options.onStopped();
    });
    return started;
  };
  return {
    connect: () => {
      if (closing) return undefined;
      const { port1, port2 } = new options.electron.MessageChannelMain();
      engine ??= start();
      engine.postMessage({ type: 'connect' } satisfies EngineMessage, [port1]);
      return port2;
    },
    close: async () => {
      closing = true;
      if (engine !== undefined) await endOf(engine, options.closeMs);
    },
  };
}

function fork({ electron, entry, args, env }: EngineHostOptions): UtilityProcess {
  return electron.utilityProcess.fork(entry, [...args], {
    serviceName: 'Slipway engine',
    stdio: 'inherit',
    env: definedOnly(env),
    allowLoadingUnsignedLibraries: false,
  });
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Asks an engine to close and resolves when it is gone. */
function endOf(engine: UtilityProcess, closeMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => engine.kill(), closeMs);
    engine.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    engine.postMessage({ type: 'close' } satisfies EngineMessage);
  });
}
