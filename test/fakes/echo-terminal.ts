import type { Terminal, TerminalSize } from '../../electron/engine/fleet/ssh/node-shell.ts';

export interface EchoTerminal extends Terminal {
  /** Sizes it was given, the first at its start. */
  readonly sizes: TerminalSize[];
  /** What a program on the node prints. */
  say(text: string): void;
  readonly closed: () => boolean;
}

/** A terminal in memory that greets and sends back what is typed. */
export function echoTerminal(size: TerminalSize): EchoTerminal {
  const pieces = ['pirate@pi1:~$ '];
  const sizes = [size];
  let closed = false;
  let wake = (): void => undefined;
  const say = (text: string): void => {
    pieces.push(text);
    wake();
  };
  return {
    sizes,
    say,
    closed: () => closed,
    write: say,
    resize: (next) => void sizes.push(next),
    close: () => {
      closed = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) yield piece;
        if (closed) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
