import type { PortMessage, ShellBridge } from '../../electron/contract/shell.ts';

/** Gives a new connection to the engine each time it is asked. */
export interface PortSource {
  take(): Promise<MessagePort>;
  /** Calls back when the engine at the other end of the ports given so far is no more. */
  onStopped(callback: () => void): void;
}

const portMessage: PortMessage = 'slipway:port';

/** @param page where the preload script delivers the ports: the window */
export function createPortSource(
  shell: Pick<ShellBridge, 'requestPort' | 'onEngineStopped'>,
  page: Pick<EventTarget, 'addEventListener'>,
): PortSource {
  const waiting: ((port: MessagePort) => void)[] = [];
  page.addEventListener('message', (event) => {
    if (!(event instanceof MessageEvent) || event.source !== page || event.data !== portMessage) return;
    const [port] = event.ports;
    if (port !== undefined) waiting.shift()?.(port);
  });
  return {
    take: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        shell.requestPort();
      }),
    onStopped: (callback) => shell.onEngineStopped(callback),
  };
}

/**
 * A `WebSocket` over MessagePorts, as far as tRPC's client looks: one text message each way per call.
 * A class because the client does `new WebSocket(url)`.
 */
export function portSocketClass(source: PortSource): typeof WebSocket {
  let closeCurrent = (): void => undefined;
  source.onStopped(() => closeCurrent());

  class PortSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState: number = PortSocket.CONNECTING;
    #port: MessagePort | undefined;

    constructor() {
      super();
      void source.take().then((port) => this.#attach(port));
    }

    #attach(port: MessagePort): void {
      if (this.readyState === PortSocket.CLOSED) {
        port.close();
        return;
      }
      closeCurrent = () => this.close();
      this.#port = port;
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
        this.dispatchEvent(new MessageEvent('message', { data })),
      );
      port.addEventListener('close', () => this.close());
      port.start();
      // tRPC adds its listeners after an await of its own: an `open` in a microtask would come before them.
      setTimeout(() => this.#open(), 0);
    }

    #open(): void {
      if (this.readyState !== PortSocket.CONNECTING) return;
      this.readyState = PortSocket.OPEN;
      this.dispatchEvent(new Event('open'));
    }

    send(data: string): void {
      this.#port?.postMessage(data);
    }

    close(): void {
      if (this.readyState === PortSocket.CLOSED) return;
      const wasConnecting = this.readyState === PortSocket.CONNECTING;
      this.readyState = PortSocket.CLOSED;
      this.#port?.close();
      // tRPC waits for `open` or `error` while connecting; a mere `close` would leave it waiting for ever.
      if (wasConnecting) this.dispatchEvent(new Event('error'));
      this.dispatchEvent(new Event('close'));
    }
  }
  // The rest of WebSocket's interface (binary types, buffers, sub-protocols) is never touched by tRPC's client.
  return PortSocket as unknown as typeof WebSocket;
}
