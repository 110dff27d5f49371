import { powershellArguments, powershellPath } from './powershell.ts';
import { windowsCommandLine } from './windows-command-line.ts';

export interface WriterProgram {
  /** A plain Node; Electron's own binary cannot be one (fuses) and refuses to run as root. */
  readonly nodePath: string;
  /** `dist/writer/main.js`. */
  readonly entry: string;
  /** Options for Node itself. */
  readonly nodeArguments?: readonly string[];
}

/** What decides how an administrator can be asked for. */
export interface Circumstances {
  readonly platform: NodeJS.Platform;
  /** Whether there is a terminal in which a password could be typed. */
  readonly terminal: boolean;
  /** Whether the user named a program that asks for passwords (`SUDO_ASKPASS`). */
  readonly askpass: boolean;
}

/** How the writer becomes an administrator; every prompt is the system's own. */
export type Elevation =
  /** The command keeps stdin and stdout. */
  | { readonly kind: 'stdio'; readonly by: 'pkexec' | 'sudo'; readonly command: string; readonly args: readonly string[] }
  /** The command loses them, so the writer comes back over a pipe. */
  | { readonly kind: 'pipe'; readonly command: string; readonly args: readonly string[]; readonly env: PipeEnvironment }
  | { readonly kind: 'impossible'; readonly fix: string };

export type PipeEnvironment = (meeting: Meeting) => Readonly<Record<string, string>>;

/** Where the writer finds the engine, and how it proves that it is the one that was started. */
export interface Meeting {
  readonly pipe: string;
  /** 256 random bits, hexadecimal. */
  readonly token: string;
}

/** What every elevated writer is told: it is for drives, and card files are none of its business. */
const drivesOnly = '--drives-only';

/**
 * Chooses the prompt. Linux: pkexec, which asks by the polkit policy. Windows: UAC. macOS: sudo in a terminal or by the user's
 * own askpass; the look-alike password box of other tools is not imitated, and what authopen opens cannot be handed to Node
 * (research/desktop.md §2). Pure.
 */
export function elevationFor(program: WriterProgram, circumstances: Circumstances): Elevation {
  const { nodePath, nodeArguments = [], entry } = program;
  switch (circumstances.platform) {
    case 'linux':
      // The policy names the program's first argument only, so nothing may stand between Node and the entry.
      return {
        kind: 'stdio',
        by: 'pkexec',
        command: 'pkexec',
        args: ['--disable-internal-agent', nodePath, ...nodeArguments, entry, drivesOnly],
      };
    case 'win32':
      return {
        kind: 'pipe',
        command: powershellPath(),
        args: powershellArguments(elevateScript),
        env: ({ pipe, token }) => ({
          SLIPWAY_NODE: nodePath,
          SLIPWAY_ARGUMENTS: windowsCommandLine([...nodeArguments, entry, '--pipe', pipe, token]),
        }),
      };
    default:
      return sudo([nodePath, ...nodeArguments, entry, drivesOnly], circumstances);
  }
}

/** Of macOS and the BSDs: by its full path, since a password is typed into it. */
function sudo(args: readonly string[], { terminal, askpass }: Circumstances): Elevation {
  const prompt = ['-p', 'Password of %p, to write the memory cards: '];
  const command = '/usr/bin/sudo';
  if (askpass) return { kind: 'stdio', by: 'sudo', command, args: ['-A', ...prompt, '--', ...args] };
  if (terminal) return { kind: 'stdio', by: 'sudo', command, args: [...prompt, '--', ...args] };
  return { kind: 'impossible', fix: 'Open Terminal and run `sudo slipway write`, or write card files and copy them to cards.' };
}

/**
 * The whole script: what it starts comes by the environment, so no path or name is ever part of a command. UAC shows its
 * prompt at Start-Process; a refusal is an error there. Windows keeps exit codes of 32 bits.
 */
const elevateScript = `
$ErrorActionPreference = 'Stop'
try {
  $writer = Start-Process -FilePath $env:SLIPWAY_NODE -ArgumentList $env:SLIPWAY_ARGUMENTS -Verb RunAs -WindowStyle Hidden -Wait -PassThru
} catch { exit 126 }
exit $writer.ExitCode
`;
