import { createConnection } from 'node:net';

/** A banner line is at most 255 bytes (RFC 4253 section 4.2); a server may say other lines before it. */
const maxBannerBytes = 4096;

export interface PulseOptions {
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The line with which an SSH server at this address greets, raw; undefined when nothing, or no SSH server, answers in time. */
export function readBanner(address: string, { port, timeoutMs, signal }: PulseOptions): Promise<string | undefined> {
  return converse(address, { port, timeoutMs, signal }, (text) => /^SSH-[^\r\n]*(?=\r?\n)/m.exec(text)?.[0]);
}

/** Whether anything takes a connection there. Hangs up at once. */
export async function answers(address: string, options: PulseOptions): Promise<boolean> {
  return (await converse(address, options, () => '')) !== undefined;
}

/** Listens until `hear` has heard enough; asked once when the connection stands, and again with every piece of text. */
function converse(
  address: string,
  { port, timeoutMs, signal }: PulseOptions,
  hear: (text: string) => string | undefined,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port });
    let text = '';
    const end = (heard?: string): void => {
      signal.removeEventListener('abort', stop);
      clearTimeout(timer);
      socket.destroy();
      resolve(heard);
    };
    const stop = (): void => end();
    const timer = setTimeout(stop, timeoutMs);
    const told = (): void => {
      const heard = hear(text);
      if (heard !== undefined || text.length > maxBannerBytes) end(heard);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) {
      end();
      return;
    }
    socket
      .on('connect', told)
      .on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1');
        told();
      })
      .on('error', stop)
      .on('close', stop);
  });
}
