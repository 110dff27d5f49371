import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  /** The next line it prints; undefined when it has ended. */
  nextLine(): Promise<string | undefined>;
  send(line: string): void;
  /** Kills it (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>;
}

/** Runs a TypeScript file of `test/fakes` in a Node of its own; it is killed when the test ends. */
export function runChild(file: string, args: readonly string[]): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const reader = lines[Symbol.asyncIterator]();
  const kill = (): Promise<void> => killed(child, lines);
  onTestFinished(kill);
  return {
    process: child,
    nextLine: async () => {
      const { value, done } = await reader.next();
      return done === true ? undefined : value;
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    kill,
  };
}

async function killed(child: ChildProcess, lines: Interface): Promise<void> {
  lines.close();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
