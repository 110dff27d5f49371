import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import type { ByteReader } from './byte-reader.ts';

/** `xz -9` needs 65 MiB; more is no OS image but an attack on memory. */
const memoryLimit = `${192 * 2 ** 20}`;

const options = ['--decompress', '--stdout', '--format=xz', '--quiet', '--no-sparse', '--threads=1', '--memlimit', memoryLimit];

/** A started `xz`, or undefined when this machine has none. Windows has none to speak of. */
export async function startXz(): Promise<ChildProcessWithoutNullStreams | undefined> {
  if (process.platform === 'win32') return undefined;
  // Only PATH: XZ_DEFAULTS and XZ_OPT of the user would change what our options mean.
  const child = spawn('xz', options, { env: { PATH: process.env['PATH'] ?? '' }, stdio: 'pipe' });
  child.on('error', () => undefined);
  // A pipe that breaks because xz has ended is reported by the write that met it; unheard it would end this process.
  child.stdin.on('error', () => undefined);
  try {
    await once(child, 'spawn');
    return child;
  } catch {
    return undefined;
  }
}

/** Raw bytes of an .xz file, decoded by `xz` in a process of its own, which ends with this generator. */
export async function* systemXz(child: ChildProcessWithoutNullStreams, reader: ByteReader): AsyncGenerator<Buffer> {
  const exited = once(child, 'exit');
  child.stderr.resume();
  const feeding = feed(child, reader);
  feeding.catch(() => undefined);
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield chunk;
    const { tail } = await feeding;
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw failure(tail);
  } finally {
    child.kill('SIGKILL');
  }
}

interface Fed {
  /** The last bytes of the source. */
  readonly tail: Buffer;
}

async function feed(child: ChildProcessWithoutNullStreams, reader: ByteReader): Promise<Fed> {
  let tail: Buffer = Buffer.alloc(0);
  try {
    for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
      tail = chunk.length >= tailBytes ? chunk.subarray(-tailBytes) : Buffer.concat([tail, chunk]).subarray(-tailBytes);
      await write(child, chunk);
    }
    child.stdin.end();
    return { tail };
  } catch (error) {
    if (!endedItself(error)) {
      child.stdout.destroy(error instanceof Error ? error : undefined);
      throw error;
    }
    return { tail: Buffer.from(footerMagic) };
  }
}

const tailBytes = 64 * 1024;
const footerMagic = 'YZ';

/** xz closes its input as soon as it meets damage; that it has ended says more than the broken pipe. */
const endedItself = (error: unknown): boolean =>
  ['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET'].includes(systemErrorCode(error) ?? '');

function write(child: ChildProcessWithoutNullStreams, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdin.write(chunk, (error) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/** xz tells damage from an early end only in words; a whole .xz file ends in its footer magic, perhaps with zeros after it. */
function failure(tail: Buffer): SlipwayError {
  let end = tail.length;
  while (end > 0 && tail[end - 1] === 0) end--;
  const whole = tail.subarray(end - footerMagic.length, end).toString('latin1') === footerMagic;
  if (whole) return new SlipwayError('image/corrupt', 'The xz data is damaged.');
  return new SlipwayError('image/truncated', 'The xz data ends too early.');
}
