import { terminalSafe } from '../../contract/terminal-safe.ts';

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
  // Each line for itself, once it is whole: an escape sequence may come in two pieces, and one that never ends takes its line
  // along and no other. What a progress bar rewrites with `\r` becomes lines.
  const tellSafe = (line: string): void => {
    for (const part of terminalSafe(line.replace(/\r+$/, '')).split('\n')) tell(part);
  };
  return {
    push: (text) => {
      rest += text;
      const complete = rest.lastIndexOf('\n');
      if (complete >= 0) {
        for (const line of rest.slice(0, complete).split('\n')) tellSafe(line);
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
