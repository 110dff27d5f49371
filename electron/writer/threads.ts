import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writerThreads } from '../contract/writer-protocol.ts';

/**
 * Runs `main` in a process whose thread pool is large enough. libuv reads the size before any of our code runs, and
 * pkexec clears the environment, so a writer that was started without it starts itself once more on the same stdio.
 * Returns the exit code.
 */
export async function withEnoughThreads(main: () => Promise<number>): Promise<number> {
  // Ctrl+C reaches the whole process group; the engine answers it with cancels, and its end with the end of stdin.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  if (process.env['UV_THREADPOOL_SIZE'] !== undefined) return main();
  const env = { ...process.env, UV_THREADPOOL_SIZE: writerThreads };
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { env, stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await once(child, 'exit');
  return child.exitCode ?? 1;
}
