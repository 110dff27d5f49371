import { terminalSafe } from './ssh/terminal-safe.ts';

/** Puts pieces of remote output together to lines that are safe to show. */
export interface Lines {
  push(text: string): void;
  /** Tells the last line where it has no end. */
  end(): void;
}

/** A line longer than this is told in parts: what a node prints without line breaks must not fill the memory. */
const mostUnits = 64 * 1024;

export function createLines(tell: (line: string) => void): Lines {
  let rest = '';
  // Cut first and made safe then: an escape sequence may come in two pieces.
  const tellSafe = (text: string): void => {
    for (const line of terminalSafe(text).split('\n')) tell(line);
  };
  return {
    push: (text) => {
      rest += text;
      const complete = rest.lastIndexOf('\n');
      if (complete >= 0) {
        tellSafe(rest.slice(0, complete));
        rest = rest.slice(complete + 1);
      }
      while (rest.length > mostUnits) {
        tellSafe(rest.slice(0, mostUnits));
        rest = rest.slice(mostUnits);
      }
    },
    end: () => {
      if (rest !== '') tellSafe(rest);
      rest = '';
    },
  };
}
