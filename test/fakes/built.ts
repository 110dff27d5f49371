import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's top folder, with a slash at its end; `npm test` builds `dist/` below it first. */
export const home = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built CLI with a data folder of its own; any exit code is an answer, not an error. */
export function slipway(dataDir: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const argv = [`${home}dist/headless/cli.js`, ...args, '--data-dir', dataDir];
    execFile(process.execPath, argv, { maxBuffer: 64e6 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

/** The JSON lines of a command that was run with `--json`. */
export const jsonLines = ({ stdout }: Ended): readonly Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
