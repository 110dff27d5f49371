import { once } from 'node:events';
import type { ServerChannel } from 'ssh2';

/** A command as the node's shell would understand it, with Slipway's sudo and script envelopes taken off. */
export interface FakeCommand {
  /** The command line as it came. */
  readonly line: string;
  readonly as: 'login' | 'root';
  /** The words; of a script `sh` alone. */
  readonly argv: readonly string[];
  readonly script?: string;
  /** Of the script. */
  readonly args: readonly string[];
  /** All of stdin, after the script. */
  readonly input: Buffer;
  /** For an answer of one's own making: write to it, then answer `hang`. */
  readonly channel: ServerChannel;
}

/** `shell`: run by this computer's `sh`. `hang`: no answer. `drop`: the connection ends. `close`: the channel ends without an exit code. */
export type FakeAnswer = Printed | 'shell' | 'hang' | 'drop' | 'close';

export interface Printed {
  readonly code?: number;
  /** `KILL`, `TERM` … in place of a code. */
  readonly signal?: string;
  readonly stdout?: string | Buffer;
  readonly stderr?: string | Buffer;
}

/** Splits a command line whose words are plain, in single quotes, or single quotes escaped outside them. */
export function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/'([^']*)'|\\(.)/g, (_all, quoted: string | undefined, escaped: string) => quoted ?? escaped),
  );
}

export interface SudoEnvelope {
  readonly prompt: string;
  readonly begun: string;
  readonly argv: readonly string[];
}

/** Takes `sudo -S -p PROMPT -- sh -c 'printf %s BEGUN …' sh` off the words. */
export function sudoEnvelope(words: readonly string[]): SudoEnvelope | undefined {
  const [sudo, , , prompt = '', , , , start = ''] = words;
  if (sudo !== 'sudo') return undefined;
  return { prompt, begun: /printf %s (\S+) /.exec(start)?.[1] ?? '', argv: words.slice(9) };
}

/** Script, arguments and input out of the words and stdin of `sh -c LOADER slipway LENGTH args…`. */
export function scriptEnvelope(
  words: readonly string[],
  stdin: Buffer,
): Pick<FakeCommand, 'argv' | 'args' | 'input'> & { readonly script?: string } {
  const [shell, , , name, length, ...args] = words;
  if (shell !== 'sh' || name !== 'slipway') return { argv: words, args: [], input: stdin };
  const script = stdin.toString('utf8', 0, Number(length)).replace(/\n[^\n]*$/, '');
  return { argv: ['sh'], script, args, input: stdin.subarray(Number(length)) };
}

/** All that the client sends until it says that there is no more. */
export async function readToEnd(channel: ServerChannel): Promise<Buffer> {
  const chunks: Buffer[] = [];
  channel.on('data', (bytes: Buffer) => chunks.push(bytes));
  await once(channel, 'end');
  return Buffer.concat(chunks);
}

/** One line of stdin, byte by byte as sudo reads it. */
export async function readLine(channel: ServerChannel): Promise<string> {
  const line: Buffer[] = [];
  for (;;) {
    const byte: unknown = channel.read(1);
    if (!Buffer.isBuffer(byte)) await once(channel, 'readable');
    else if (byte[0] === 0x0a) return Buffer.concat(line).toString();
    else line.push(byte);
  }
}
