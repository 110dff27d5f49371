import { randomBytes } from 'node:crypto';
import { SlipwayError } from '../../../contract/errors.ts';
import { shellCommand } from '../../../contract/shell-quote.ts';
import { rootCommandLine, scriptCommand, type RemoteCommand } from './command-line.ts';
import { converse, type RawResult, type Talk } from './converse.ts';
import { readThroughCat, writeThroughScript } from './files.ts';
import { listenFor } from './forward.ts';
import type { Link } from './link.ts';
import type { CommandOptions, CommandResult, NodeShell, Terminal, TerminalSize } from './node-shell.ts';
import { lenientText } from './output.ts';
import type { Slots } from './slots.ts';
import { openTerminal } from './terminal.ts';

export interface ShellParts {
  readonly node: string;
  readonly user: string;
  readonly link: Link;
  /** Commands on this node at once. */
  readonly slots: Slots;
  /** Commands at once, over all nodes. */
  readonly allSlots: Slots;
  readonly sudoPassword: () => Promise<string | undefined>;
}

export function createNodeShell(parts: ShellParts): NodeShell {
  const run = (command: RemoteCommand, options: CommandOptions): Promise<RawResult> => runCommand(parts, command, options);
  const { node, link } = parts;
  return {
    node,
    exec: async (argv, options = {}) => textResult(await run({ argv, stdin: bytesOf(options.stdin ?? '') }, options)),
    script: async (text, options = {}) => textResult(await run(scriptCommand(text, options.args ?? [], options.stdin), options)),
    readFile: (path, options = {}) => onceMore(() => readThroughCat(path, options, run)),
    writeFile: (path, content, options = {}) => writeThroughScript({ path, content: bytesOf(content) }, options, run),
    forward: ({ host, port }) => listenFor(async () => (await link.connection()).forwardOut(host, port)),
    terminal: (size) => startTerminal(parts, size),
  };
}

/** Again after a lost connection: only for what changes nothing on the node. */
const onceMore = <T>(read: () => Promise<T>): Promise<T> =>
  read().catch((thrown: unknown) => {
    if (thrown instanceof SlipwayError && thrown.code === 'ssh/disconnected') return read();
    throw thrown;
  });

/** One command on a channel of its own, within the bounds on how many may run. */
async function runCommand(parts: ShellParts, { argv, stdin }: RemoteCommand, options: CommandOptions): Promise<RawResult> {
  const giveBack = [await parts.slots.take(options.signal)];
  try {
    giveBack.push(await parts.allSlots.take(options.signal));
    const connection = await parts.link.connection(options.signal);
    const { commandLine, sudo } = asUser(parts, argv, options.as ?? 'login');
    const talk: Talk = { label: `${parts.node}: ${argv[0] ?? ''}`, stdin, ...(sudo && { sudo }) };
    return await converse(await connection.exec(commandLine), talk, options);
  } finally {
    giveBack.forEach((give) => give());
  }
}

/** A terminal holds its place on the node until it ends. */
async function startTerminal({ slots, link }: ShellParts, { rows, columns }: TerminalSize): Promise<Terminal> {
  const giveBack = await slots.take();
  try {
    const connection = await link.connection();
    return openTerminal(await connection.terminal({ rows, cols: columns, term: 'xterm-256color' }), giveBack);
  } catch (thrown) {
    giveBack();
    throw thrown;
  }
}

/** Root needs no sudo; anybody else goes through it. */
function asUser(
  { user, sudoPassword }: ShellParts,
  argv: readonly string[],
  as: 'login' | 'root',
): { readonly commandLine: string; readonly sudo?: NonNullable<Talk['sudo']> } {
  if (as === 'login' || user === 'root') return { commandLine: shellCommand(argv) };
  const words = { prompt: secretWord(), begun: secretWord() };
  return { commandLine: rootCommandLine(argv, words), sudo: { words, password: sudoPassword } };
}

/** sudo expands `%` in a prompt; hexadecimal digits mean themselves. */
const secretWord = (): string => `slipway-${randomBytes(12).toString('hex')}`;

const textResult = ({ code, stdout, stderr }: RawResult): CommandResult => ({
  code,
  stdout: lenientText(stdout),
  stderr: lenientText(stderr),
});

const bytesOf = (content: Uint8Array | string): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
