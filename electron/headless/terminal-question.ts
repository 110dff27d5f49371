import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on the terminal; undefined when there is none, or its input ended. */
export async function askOnTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await Promise.race([terminal.question(`${question}: `), once(terminal, 'close').then(() => undefined)]);
  terminal.close();
  return answer;
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
