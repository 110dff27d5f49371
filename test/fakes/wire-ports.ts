import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { WirePort } from '../../electron/headless/port-socket.ts';

/** Node's MessagePort with the manners of Electron's `MessagePortMain`: events carry `data`, nothing flows before `start()`. */
export function wirePort(port: MessagePort): WirePort & { readonly transfer: MessagePort } {
  const events = new EventEmitter();
  port.on('close', () => events.emit('close'));
  const start = (): void => void port.on('message', (data: unknown) => events.emit('message', { data, ports: [] }));
  return {
    transfer: port,
    on: (name: string, listener: (event: { readonly data: unknown }) => void) => events.on(name, listener),
    postMessage: (message) => port.postMessage(message),
    start,
    close: () => port.close(),
  };
}

/** A real channel: the engine's end as Electron would hand it over, and the page's end. */
export function wireChannel(): { readonly engineEnd: WirePort; readonly pageEnd: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  return { engineEnd: wirePort(port1), pageEnd: port2 };
}
