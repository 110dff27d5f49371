import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../electron/contract/router.ts';
import type { ShellBridge } from '../../electron/contract/shell.ts';
import { createPortSource, portSocketClass } from './port-socket.ts';

export type Client = TRPCClient<AppRouter>;

/** Whether the engine can be heard: `connecting` until the first hello, `lost` after a break, `refused` without a session. */
export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

interface Wire {
  readonly url: string;
  readonly WebSocket?: typeof WebSocket;
  readonly onConnection: (state: Connection) => void;
}

/** The typed door to the engine over a WebSocket, or anything shaped like one. */
export function createClient({ url, WebSocket, onConnection }: Wire): Client {
  const socket = createWSClient({
    url,
    ...(WebSocket === undefined ? {} : { WebSocket }),
    retryDelayMs: (attempt) => Math.min(200 * 2 ** attempt, 5_000),
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 10_000 },
    onOpen: () => onConnection('open'),
    onClose: () => onConnection('lost'),
  });
  return createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client: socket })] });
}

/** In Electron: over the ports that the preload delivers. */
export function connectToShell(shell: ShellBridge, onConnection: Wire['onConnection']): Client {
  return createClient({ url: 'ws://slipway/trpc', WebSocket: portSocketClass(createPortSource(shell, window)), onConnection });
}

/** In a browser: over a socket of the page's own origin, which the session cookie opens. */
export function connectToServer(location: Location, onConnection: Wire['onConnection']): Client {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return createClient({ url: `${scheme}://${location.host}/trpc`, onConnection });
}
