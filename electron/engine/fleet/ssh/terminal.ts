import { StringDecoder } from 'node:string_decoder';
import type { ClientChannel } from 'ssh2';
import type { Terminal } from './node-shell.ts';

/** A shell on a terminal as an iterable of its output. Reading slowly slows the node down: nothing piles up here. */
export function openTerminal(channel: ClientChannel, whenClosed: () => void): Terminal {
  channel.on('error', () => undefined).once('close', whenClosed);
  channel.stderr.resume();
  return {
    write: (data) => void channel.write(data),
    resize: ({ rows, columns }) => channel.setWindow(rows, columns, 0, 0),
    close: () => void channel.destroy(),
    async *[Symbol.asyncIterator]() {
      const decoder = new StringDecoder('utf8');
      for await (const bytes of channel) {
        if (Buffer.isBuffer(bytes)) yield decoder.write(bytes);
      }
    },
  };
}
