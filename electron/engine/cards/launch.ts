import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { writerThreads } from '../../contract/writer-protocol.ts';
import { elevationFor, type Circumstances, type Elevation, type Meeting, type WriterProgram } from './elevation.ts';
import { startOverPipe } from './pipe-process.ts';
import type { WriterAccess, WriterExit, WriterLauncher, WriterProcess } from './writer-process.ts';

export type { WriterProgram } from './elevation.ts';

/** Starts the writer as whoever we are. */
export const directLauncher = (program: WriterProgram): WriterLauncher => ({
  launch: () => startDirectly(program),
});

export interface SystemOptions extends Partial<Circumstances> {
  /** A pipe that nobody else knows of. */
  readonly newMeeting?: () => Meeting;
}

/**
 * Starts the writer with the rights it needs: as the user for card files and when we are root already; otherwise through
 * the system's own prompt, once for all drives of a batch. Refused, absent or without anyone to ask: `writer/needs-privilege`.
 */
export function systemLauncher(program: WriterProgram, options: SystemOptions = {}): WriterLauncher {
  const { newMeeting = randomMeeting, ...known } = options;
  return {
    launch(access) {
      if (isEnough(access)) return startDirectly(program);
      return elevated(elevationFor(program, { ...circumstances(), ...known }), newMeeting());
    },
  };
}

const isEnough = (access: WriterAccess): boolean => access === 'user' || process.getuid?.() === 0;

const circumstances = (): Circumstances => ({
  platform: process.platform,
  terminal: hasTerminal(),
  askpass: (process.env['SUDO_ASKPASS'] ?? '') !== '',
});

/** sudo asks on the controlling terminal, whatever stdin is. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r+'));
    return true;
  } catch {
    return false;
  }
}

const randomMeeting = (): Meeting => ({
  pipe: `\\\\.\\pipe\\slipway-${randomBytes(16).toString('hex')}`,
  token: randomBytes(32).toString('hex'),
});

function elevated(elevation: Elevation, meeting: Meeting): WriterProcess {
  switch (elevation.kind) {
    case 'stdio':
      return start({ ...elevation, explain: exitedUnder[elevation.by], absent: absent[elevation.by] });
    case 'pipe':
      return startOverPipe({
        meeting,
        elevate: () => start({ ...elevation, env: elevation.env(meeting), explain: exitedPlainly, absent: absent.powershell }),
      });
    case 'impossible':
      throw new SlipwayError('writer/needs-privilege', '', { fix: elevation.fix });
  }
}

const startDirectly = ({ nodePath, nodeArguments = [], entry }: WriterProgram): WriterProcess =>
  start({
    command: nodePath,
    args: [...nodeArguments, entry],
    explain: exitedPlainly,
    absent: (reason) => new SlipwayError('writer/died', `${nodePath} (${reason})`),
  });

/** `spoke`: whether anything came from the writer itself. */
type ExplainExit = (code: number | null, spoke: boolean) => WriterExit;

const exitedPlainly: ExplainExit = (code) => ({ kind: 'exited', code });

const needsPrivilege = (detail: string, fix?: string): SlipwayError =>
  new SlipwayError('writer/needs-privilege', detail, fix === undefined ? {} : { fix });

const inTerminal = 'Run the same command with sudo in a terminal, or write card files and copy them to cards.';

const exitedUnder: Readonly<Record<'pkexec' | 'sudo', ExplainExit>> = {
  /** pkexec(1): 126 the prompt was dismissed; 127 not authorised, or nobody could be asked. The writer itself uses neither. */
  pkexec(code) {
    if (code === 126) return { kind: 'not-started', error: needsPrivilege('The request was refused.') };
    if (code !== 127) return { kind: 'exited', code };
    return {
      kind: 'not-started',
      error: needsPrivilege('The password was wrong, or there is no desktop to ask on.', inTerminal),
    };
  },
  /** sudo(8): 1 when the password was wrong three times or the user may not; the writer itself always speaks first. */
  sudo: (code, spoke) =>
    spoke
      ? { kind: 'exited', code }
      : { kind: 'not-started', error: needsPrivilege('The password was wrong, or this user may not use sudo.') },
};

const absent = {
  pkexec: () => needsPrivilege('pkexec is not installed.', 'Install polkit, or run the command with sudo in a terminal.'),
  sudo: () => needsPrivilege('sudo is not installed.', 'Start Slipway as an administrator.'),
  powershell: () => needsPrivilege('Windows PowerShell could not be started.', 'Start Slipway as administrator.'),
} as const;

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  /** Besides our own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly explain: ExplainExit;
  /** What it means that it cannot be started; `reason` is the system's code. */
  readonly absent: (reason: string) => SlipwayError;
}

function start({ command, args, env: more = {}, explain, absent }: Command): WriterProcess {
  const env = { ...process.env, UV_THREADPOOL_SIZE: writerThreads, ...more };
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  // Its end is told by `exited`; a pipe that breaks on the way there is no further news.
  child.stdin.on('error', () => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    kill: () => void child.kill('SIGKILL'),
    exited: new Promise((resolve) => {
      child.once('error', (thrown) => resolve({ kind: 'not-started', error: absent(systemErrorCode(thrown) ?? 'unknown') }));
      child.once('close', (code) => resolve(explain(code, child.stdout.readableDidRead)));
    }),
  };
}
