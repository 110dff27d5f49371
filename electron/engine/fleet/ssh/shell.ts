import { randomBytes } from 'node:crypto';
import { SlipwayError } from '../../../contract/errors.ts';
import { shellCommand } from '../../../contract/shell-quote.ts';
import { rootCommandLine, scriptCommand, type RemoteCommand, type SudoWords } from './command-line.ts';
import type { SshConnection } from './connection.ts';
import { converse, type RawResult, type Talk } from './converse.ts';
import { readThroughCat, writeThroughScript } from './files.ts';
import { listenFor } from './forward.ts';
import type { AskToOpen } from './key-source.ts';
import { unlessCancelled, type Link } from './link.ts';
import type { CommandOptions, CommandResult, NodeShell, Terminal, TerminalSize } from './node-shell.ts';
import { lenientText } from './output.ts';
import type { Slots } from './slots.ts';
import { createSftpDoor } from './sftp.ts';
import { openTerminal } from './terminal.ts';

export interface ShellParts {
  readonly node: string;
  readonly user: string;
  readonly link: Link;
  /** Commands on this node at once. */
  readonly slots: Slots;
  /** Commands at once, over all nodes. */
  readonly allSlots: Slots;
  readonly sudo?: SudoPasswords;
}

/** Passwords for sudo, by node. */
export interface SudoPasswords {
  /** One that was right before, or may be. */
  readonly password: (node: string) => string | undefined;
  /** Asks a person; `password` knows the answer that was right. */
  readonly ask: AskToOpen;
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
    sftp: createSftpDoor({ run, withConnection: (signal, work) => withConnection(parts, signal, work) }),
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

/** Work on one channel of its own, within the bounds on how many there may be. */
async function withConnection<T>(
  { slots, allSlots, link }: ShellParts,
  signal: AbortSignal | undefined,
  work: (connection: SshConnection) => Promise<T>,
): Promise<T> {
  const giveBack = [await slots.take(signal)];
  try {
    giveBack.push(await allSlots.take(signal));
    return await work(await link.connection(signal));
  } finally {
    giveBack.forEach((give) => give());
  }
}

/**
 * Runs a command; where sudo wants a password that is not known, a person is asked meanwhile, and it is run then: it had not
 * begun. What a person takes to answer is no part of its time.
 */
async function runCommand(parts: ShellParts, command: RemoteCommand, options: CommandOptions): Promise<RawResult> {
  const { node, sudo } = parts;
  try {
    return await runOnce(parts, command, { ...options, password: sudo?.password(node) });
  } catch (thrown) {
    if (!wantsPassword(thrown) || sudo === undefined) throw thrown;
    const isKnown = await unlessCancelled(
      sudo.ask(node, (answer) => opensSudo(parts, answer)),
      options.signal,
    );
    if (!isKnown) throw thrown;
    return runOnce(parts, command, { ...options, password: sudo.password(node) });
  }
}

const wantsPassword = (thrown: unknown): boolean => thrown instanceof SlipwayError && thrown.code === 'ssh/sudo-password';

const sudoCheckMs = 20_000;

/** Whether sudo takes this password, tried with a command that does nothing. Errors: `ssh/*` that say nothing about it. */
async function opensSudo(parts: ShellParts, password: string): Promise<boolean> {
  const nothing = { argv: ['true'], stdin: Buffer.alloc(0) };
  try {
    await runOnce(parts, nothing, { as: 'root', timeoutMs: sudoCheckMs, password });
    return true;
  } catch (thrown) {
    if (wantsPassword(thrown)) return false;
    throw thrown;
  }
}

interface OnceOptions extends CommandOptions {
  readonly password: string | undefined;
}

function runOnce(parts: ShellParts, { argv, stdin }: RemoteCommand, { password, ...options }: OnceOptions): Promise<RawResult> {
  return withConnection(parts, options.signal, async (connection) => {
    const { commandLine, words } = asUser(parts, argv, options.as ?? 'login');
    const sudo = words && { words, password };
    const talk: Talk = { label: `${parts.node}: ${argv[0] ?? ''}`, stdin, ...(sudo && { sudo }) };
    return converse(await connection.exec(commandLine), talk, options);
  });
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
  { user }: ShellParts,
  argv: readonly string[],
  as: 'login' | 'root',
): { readonly commandLine: string; readonly words?: SudoWords } {
  if (as === 'login' || user === 'root') return { commandLine: shellCommand(argv) };
  const words = { prompt: secretWord(), begun: secretWord() };
  return { commandLine: rootCommandLine(argv, words), words };
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
