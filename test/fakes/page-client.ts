import { QueryClient } from '@tanstack/react-query';
import { serveOnPort } from '../../electron/headless/port-socket.ts';
import { portSocketClass, type PortSource } from '../../renderer/state/port-socket.ts';
import { createClient, type Client, type Connection } from '../../renderer/state/wire.ts';
import { fakeServices, type FakeServices } from './fake-services.ts';
import { wireChannel } from './wire-ports.ts';

export interface PageClient {
  readonly client: Client;
  readonly queries: QueryClient;
  readonly fake: FakeServices;
  readonly connections: readonly Connection[];
  /** Ends the engine at the other end of the port, as a crash does. */
  stopEngine(): void;
  close(): void;
}

/** The page's real client and the engine's real wire over a real message channel, with services in memory. */
export function pageClient(): PageClient {
  const fake = fakeServices();
  const ends: { close(): void }[] = [];
  const connections: Connection[] = [];
  let stopped = (): void => undefined;
  const source: PortSource = {
    take: () => {
      const { engineEnd, pageEnd } = wireChannel();
      serveOnPort(engineEnd, fake.services);
      ends.push(engineEnd);
      // Node's MessagePort has the same methods as the browser's; only their type declarations differ.
      return Promise.resolve(pageEnd as unknown as MessagePort);
    },
    onStopped: (callback) => {
      stopped = callback;
    },
  };
  const client = createClient({
    url: 'ws://test/trpc',
    WebSocket: portSocketClass(source),
    onConnection: (state) => connections.push(state),
  });
  const closeEnds = (): void => ends.splice(0).forEach((end) => end.close());
  return {
    client,
    queries: new QueryClient(),
    fake,
    connections,
    stopEngine: () => {
      closeEnds();
      stopped();
    },
    close: closeEnds,
  };
}
