import { EventEmitter } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { appRouter } from '../contract/router.ts';
import type { Services } from '../contract/services.ts';

/** The part of Electron's `MessagePortMain` that carries the wire: one text message each way per call. */
export interface WirePort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: string): void;
  start(): void;
  close(): void;
}

/** Serves the contract's router on a port, through tRPC's own WebSocket handler: one contract, two wires (design §4). */
export function serveOnPort(port: WirePort, services: Services): void {
  const accept = getWSConnectionHandler({ wss: unusedServer, router: appRouter, createContext: () => ({ services }) });
  accept(socketOf(port), new IncomingMessage(new Socket()));
  port.start();
}

/** The handler's options ask for a server, which only `applyWSSHandler` uses. */
const unusedServer = new WebSocketServer({ noServer: true });

const open = 1;
const closed = 3;

/** A port as the handler sees a `ws` socket: text comes as a Buffer with `isBinary` false. A message of another kind ends the connection. */
function socketOf(port: WirePort): WebSocket {
  const end = (): void => {
    if (socket.readyState === closed) return;
    socket.readyState = closed;
    port.close();
    socket.emit('close');
  };
  const send = (text: string): void => port.postMessage(text);
  const socket = Object.assign(new EventEmitter(), { readyState: open, send, close: end, terminate: end });
  port.on('message', ({ data }) => (typeof data === 'string' ? socket.emit('message', Buffer.from(data), false) : end()));
  port.on('close', end);
  // What the handler uses of a WebSocket is all here; the tests hold it to that.
  return socket as unknown as WebSocket;
}
