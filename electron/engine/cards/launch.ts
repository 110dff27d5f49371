import { spawn } from 'node:child_process';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { writerThreads } from '../../contract/writer-protocol.ts';
import type { WriterAccess, WriterExit, WriterLauncher, WriterProcess } from './writer-process.ts';

export interface WriterProgram {
  /** A plain Node; Electron's own binary cannot be one (fuses) and refuses to run as root. */
  readonly nodePath: string;
  /** `dist/writer/main.js`. */
  readonly entry: string;
  /** Options for Node itself. */
  readonly nodeArguments?: readonly string[];
}

/** Starts the writer as whoever we are. */
export const directLauncher = (program: WriterProgram): WriterLauncher => ({
  launch: () => start(program.nodePath, nodeArguments(program), exitedPlainly),
});

/**
 * Starts the writer with the rights it needs: as the user for card files and when we are root already; otherwise through
 * the system's own prompt, once for all drives of a batch. Linux: pkexec. Elsewhere: `writer/needs-privilege`.
 */
export function systemLauncher(program: WriterProgram, platform: NodeJS.Platform = process.platform): WriterLauncher {
  const direct = directLauncher(program);
  return {
    launch(access) {
      if (isEnough(access)) return direct.launch(access);
      if (platform !== 'linux') throw new SlipwayError('writer/needs-privilege', '', { fix: elevationHint(platform) });
      return start('pkexec', ['--disable-internal-agent', program.nodePath, ...nodeArguments(program)], exitedUnderPkexec);
    },
  };
}

const isEnough = (access: WriterAccess): boolean => access === 'user' || process.getuid?.() === 0;

const elevationHint = (platform: NodeJS.Platform): string =>
  platform === 'win32'
    ? 'Start Slipway as administrator, or write card files and copy them to cards with another program.'
    : 'Start `slipway write` with sudo, or write card files and copy them to cards with another program.';

const nodeArguments = ({ nodeArguments = [], entry }: WriterProgram): readonly string[] => [...nodeArguments, entry];

type ExplainExit = (code: number | null) => WriterExit;

const exitedPlainly: ExplainExit = (code) => ({ kind: 'exited', code });

/** pkexec(1): 126 the prompt was dismissed, 127 not authorised, or nobody could be asked. The writer itself uses neither. */
const exitedUnderPkexec: ExplainExit = (code) =>
  code === 126 || code === 127
    ? { kind: 'not-started', error: new SlipwayError('writer/needs-privilege', 'The request was not granted.') }
    : { kind: 'exited', code };

function start(command: string, args: readonly string[], explain: ExplainExit): WriterProcess {
  const env = { ...process.env, UV_THREADPOOL_SIZE: writerThreads };
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  // Its end is told by `exited`; a pipe that breaks on the way there is no further news.
  child.stdin.on('error', () => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    kill: () => void child.kill('SIGKILL'),
    exited: new Promise((resolve) => {
      child.once('error', (thrown) => resolve({ kind: 'not-started', error: notStarted(command, thrown) }));
      child.once('close', (code) => resolve(explain(code)));
    }),
  };
}

function notStarted(command: string, thrown: Error): SlipwayError {
  if (command !== 'pkexec') return new SlipwayError('writer/died', `${command} (${systemErrorCode(thrown) ?? 'unknown'})`);
  return new SlipwayError('writer/needs-privilege', 'pkexec is not installed.', {
    fix: 'Install polkit, or run `slipway write` with sudo.',
  });
}
