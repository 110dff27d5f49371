import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { SlipwayError } from '../contract/errors.ts';

/** Asks on the terminal; undefined when there is none, or its input ended. Errors: `engine/cancelled` at Ctrl+C. */
export async function askOnTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  return askOn(createInterface({ input: process.stdin, output: process.stderr }), question, () =>
    process.kill(process.pid, 'SIGINT'),
  );
}

/** While a line is read, the terminal gives Ctrl+C to readline alone: `interrupt` passes it on to the command. */
export async function askOn(terminal: Interface, question: string, interrupt: () => void): Promise<string | undefined> {
  const interrupted = once(terminal, 'SIGINT').then((): never => {
    interrupt();
    throw new SlipwayError('engine/cancelled');
  });
  const ended = once(terminal, 'close').then(() => undefined);
  try {
    return await Promise.race([terminal.question(`${question}: `), interrupted, ended]);
  } finally {
    terminal.close();
  }
}

/** The same for a secret: what is typed is not shown, and an aborted signal ends the question. Ctrl+C ends the command as it always does. */
export async function askSecretOnTerminal(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // As a terminal, readline itself does the echo, and sends it nowhere.
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  // Not before: what is typed while the terminal still echoes is shown, and a fast hand types as soon as it is asked.
  process.stderr.write(`${question}: `);
  const interrupted = once(terminal, 'SIGINT').then(() => process.kill(process.pid, 'SIGINT'));
  const ended = Promise.race([interrupted, once(terminal, 'close')]).then(() => undefined);
  const answer = await Promise.race([terminal.question('', { signal }).catch(() => undefined), ended]);
  terminal.close();
  process.stderr.write('\n');
  return answer;
}
