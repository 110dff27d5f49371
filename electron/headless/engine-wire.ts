import { engineMessageSchema } from '../contract/engine-protocol.ts';
import type { Services } from '../contract/services.ts';
import { serveOnPort, type WirePort } from './port-socket.ts';

/** Electron's `process.parentPort`, as far as it is used. */
export interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly WirePort[] }) => void): unknown;
}

/** What this process needs of the engine. */
export interface HostedEngine {
  readonly services: Services;
  close(): Promise<void>;
}

interface EngineWire {
  readonly parentPort: ParentPort;
  readonly engine: Promise<HostedEngine>;
  exit(code: number): void;
}

/**
 * Obeys the shell: each `connect` brings a port to serve, `close` ends the engine and then the process. Listens at once,
 * so that no message is lost while the engine is still starting; one that does not start ends the process with 1.
 */
export function obeyShell(wire: EngineWire): void {
  wire.engine.catch(() => wire.exit(1));
  wire.parentPort.on('message', ({ data, ports }) => {
    const message = engineMessageSchema.safeParse(data).data;
    switch (message?.type) {
      case 'connect':
        return void connect(wire, ports);
      case 'close':
        return void shutDown(wire);
      case undefined:
        return;
    }
  });
}

async function connect({ engine }: EngineWire, ports: readonly WirePort[]): Promise<void> {
  const { services } = await engine;
  for (const port of ports) serveOnPort(port, services);
}

async function shutDown(wire: EngineWire): Promise<void> {
  const stopped = wire.engine.then((engine) => engine.close());
  wire.exit(
    await stopped.then(
      () => 0,
      () => 1,
    ),
  );
}
