import { shellCommand } from '../../../contract/shell-quote.ts';

/** Ends a script on its way; one that arrives without it was cut off. */
const endMark = '#slipway: end of script';

/**
 * What runs on the node instead of `sh -s`: it reads the script, `$1` bytes long, from stdin byte by byte, so that what
 * follows stays there as the script's own input, and runs it only when all of it is there. Plain `sh -s` runs what arrived so
 * far when a connection breaks, and a command that reads stdin eats the rest of the script.
 */
const loader =
  `script=$(dd bs=1 count="$1" 2>/dev/null); shift; case $script in *"${endMark}") ;; ` +
  `*) echo "the script did not arrive whole" >&2; exit 125;; esac; eval "$script"`;

export interface RemoteCommand {
  readonly argv: readonly string[];
  readonly stdin: Buffer;
}

/** A script with its arguments and its own input, as an argv and what to send to it. */
export function scriptCommand(text: string, args: readonly string[], stdin: Uint8Array | string = ''): RemoteCommand {
  const script = Buffer.from(`${text}\n${endMark}`);
  const input = typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
  return { argv: ['sh', '-c', loader, 'slipway', String(script.length), ...args], stdin: Buffer.concat([script, input]) };
}

/** Words that sudo says before it hands over: random, so that nothing else can say them. */
export interface SudoWords {
  /** Its prompt, when it wants a password. */
  readonly prompt: string;
  /** Said by the new root just before the command begins. */
  readonly begun: string;
}

/**
 * A command line that becomes root first. Whether sudo will ask cannot be known beforehand; `begun` on stderr says that
 * it did not, or is content, so that the password never reaches the command nor the command's input sudo.
 */
export function rootCommandLine(argv: readonly string[], { prompt, begun }: SudoWords): string {
  const start = `printf %s ${begun} >&2; exec "$@"`;
  return shellCommand(['sudo', '-S', '-p', prompt, '--', 'sh', '-c', start, 'sh', ...argv]);
}
