import { once } from 'node:events';
import { constants } from 'node:os';
import type { ClientChannel } from 'ssh2';
import { SlipwayError } from '../../../contract/errors.ts';
import type { CommandOptions, OutputChunk } from './node-shell.ts';
import { createCollector, type Collector } from './output.ts';
import { sudoGate, type SudoAsk } from './sudo-gate.ts';

/** What to say to a command that was started on a channel. */
export interface Talk {
  /** For messages: the node and the command's first word, never its arguments. */
  readonly label: string;
  readonly stdin: Buffer;
  /** Present when the command line begins with sudo. */
  readonly sudo?: SudoAsk;
}

export interface RawResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

type Fail = (error: SlipwayError) => void;

/**
 * Follows a command on its channel to its end. A command that is given up loses its pipes; whether it stops then is up to it.
 * Errors: `ssh/timeout`, `ssh/too-much-output`, `ssh/disconnected`, `ssh/sudo-password`, `ssh/sudo-refused`, `engine/cancelled`.
 */
export async function converse(channel: ClientChannel, talk: Talk, options: CommandOptions): Promise<RawResult> {
  const { timeoutMs, signal } = options;
  let fail: Fail = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  const cancel = (): void => fail(new SlipwayError('engine/cancelled'));
  const late = (): void => fail(new SlipwayError('ssh/timeout', `${talk.label}: more than ${(timeoutMs ?? 0) / 1000} s.`));
  const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted === true) cancel();
  try {
    return await Promise.race([failed, follow(channel, talk, { collector: createCollector(options), fail })]);
  } catch (thrown) {
    channel.destroy();
    // What ssh2 says of a channel that broke has no code of its own.
    throw thrown instanceof SlipwayError ? thrown : new SlipwayError('ssh/disconnected', talk.label, { cause: thrown });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

async function follow(
  channel: ClientChannel,
  talk: Talk,
  { collector, fail }: { readonly collector: Collector; readonly fail: Fail },
): Promise<RawResult> {
  const take = (stream: OutputChunk['stream'], bytes: Buffer): void => {
    if (!collector.take(stream, bytes)) fail(new SlipwayError('ssh/too-much-output', talk.label));
  };
  const begin = (): void => void channel.end(talk.stdin);
  const gate = talk.sudo && sudoGate(talk.sudo, { send: (text) => void channel.write(text), begin, fail });
  channel.on('error', () => undefined).on('data', (bytes: Buffer) => take('stdout', bytes));
  channel.stderr.on('data', (bytes: Buffer) => take('stderr', gate?.pass(bytes) ?? bytes));
  if (gate === undefined) begin();
  const code = await exitCode(channel);
  if (code === undefined) throw new SlipwayError('ssh/disconnected', talk.label);
  if (gate?.passed() === false) throw new SlipwayError('ssh/sudo-refused', gate.heard());
  collector.end();
  return { code, stdout: collector.bytes('stdout'), stderr: collector.bytes('stderr') };
}

/**
 * The exit code as a shell says it; undefined when the connection ended first. `close` tells it too, once stdout was read;
 * `exit` may come in the same packet as the start of the command, before anybody listens.
 */
async function exitCode(channel: ClientChannel): Promise<number | undefined> {
  const errorOutput = once(channel.stderr, 'close');
  const closing: Promise<unknown[]> = once(channel, 'close');
  const [code, signal] = await closing;
  await errorOutput;
  if (code === null) return 128 + signalNumber(signal);
  return typeof code === 'number' ? code : undefined;
}

const signalNumber = (name: unknown): number => Object.entries(constants.signals).find(([known]) => known === name)?.[1] ?? 0;
