import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import type { ByteReader } from './byte-reader.ts';
import { readAhead, readBuffers } from './read-ahead.ts';

/**
 * `xz -9` needs 65 MiB in one thread; more is no OS image but an attack on memory. Within this limit, files of several
 * blocks, as vendors pack them, are decoded by all cores (since 5.4).
 */
const memoryLimit = `${192 * 2 ** 20}`;

const options = ['--decompress', '--stdout', '--format=xz', '--quiet', '--threads=0', '--memlimit', memoryLimit];

/** An `xz` that writes what it unpacks into a file, zeros as holes. */
export interface StartedXz {
  readonly stdin: Writable;
  readonly stderr: Readable;
  readonly file: FileHandle;
  readonly kill: () => void;
  readonly hasEnded: () => boolean;
  /** Its exit code; null when a signal ended it. Never rejects. */
  readonly exited: Promise<number | null>;
}

/**
 * Starts `xz` with an empty file as its output, or gives undefined when this machine has none; Windows has none to speak of.
 * A file and no pipe: through a pipe, `xz` alone takes a third longer, because it writes 8 KiB at a time and wakes its
 * reader for each (measured, 5.4.1 on Linux).
 */
export async function startXz(file: FileHandle): Promise<StartedXz | undefined> {
  if (process.platform === 'win32') return undefined;
  // Only PATH: XZ_DEFAULTS and XZ_OPT of the user would change what our options mean, a locale what it says.
  const child = spawn('xz', options, { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['pipe', file.fd, 'pipe'] });
  child.on('error', () => undefined);
  const exited = endOf(child);
  try {
    await once(child, 'spawn');
  } catch {
    return undefined;
  }
  const { stdin, stderr } = child;
  if (stdin === null || stderr === null) return undefined;
  // A pipe that breaks because xz has ended is reported by the write that met it; unheard it would end this process.
  stdin.on('error', () => undefined);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return { stdin, stderr, file, kill: () => child.kill('SIGKILL'), hasEnded, exited };
}

const endOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve));

/**
 * Raw bytes of an .xz file, read back from the file right behind an `xz` that decodes in a process of its own, which has
 * ended when this generator has. A chunk lasts until the next is asked for.
 */
export async function* systemXz(xz: StartedXz, reader: ByteReader): AsyncGenerator<Buffer> {
  const complaint = complaintOf(xz.stderr);
  const distance: Distance = { behind: 0 };
  const feeding = feed(xz, reader, distance);
  feeding.catch(xz.kill);
  try {
    yield* grown(xz, distance);
    const { tail } = await feeding;
    if ((await xz.exited) !== 0) throw failure(await complaint, tail);
  } finally {
    xz.kill();
    await xz.exited;
  }
}

/** How many bytes the file had more than were read back, when it was last looked at. */
interface Distance {
  behind: number;
}

/** So far may `xz` run ahead: whoever counts the bytes must be able to stop a bomb before it has filled the disk. */
const mostBehind = 32 * 2 ** 20;

/** Milliseconds between two looks at the file. */
const pause = 15;

/** A hole at the end only shows when `xz` ends: then everything behind it is read at once. */
async function* grown({ file, hasEnded, exited }: StartedXz, distance: Distance): AsyncGenerator<Buffer> {
  const reading = { file, buffers: readBuffers() };
  for (let at = 0; ;) {
    // Asked before the size: what was written until the end is then read too.
    const last = hasEnded();
    const { size } = await file.stat();
    for await (const chunk of readAhead(reading, at, size)) {
      distance.behind = size - at;
      at += chunk.length;
      yield chunk;
    }
    distance.behind = 0;
    if (last) return;
    await Promise.race([exited, sleep(pause)]);
  }
}

interface Fed {
  /** The last bytes of the source. */
  readonly tail: Buffer;
}

/** As much as a pipe holds; zeros pack 1:6900, so this also bounds what comes out before somebody looks again. */
const pieceBytes = 64 * 1024;

async function feed(xz: StartedXz, reader: ByteReader, distance: Distance): Promise<Fed> {
  let tail: Buffer = Buffer.alloc(0);
  try {
    for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
      tail = chunk.length >= tailBytes ? chunk.subarray(-tailBytes) : Buffer.concat([tail, chunk]).subarray(-tailBytes);
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        while (distance.behind > mostBehind) await sleep(pause);
        await write(xz.stdin, chunk.subarray(at, at + pieceBytes));
      }
    }
    xz.stdin.end();
    return { tail };
  } catch (error) {
    if (!endedItself(error)) throw error;
    return { tail: Buffer.from(footerMagic) };
  }
}

const tailBytes = 64 * 1024;
const footerMagic = 'YZ';

/** xz closes its input as soon as it meets damage; that it has ended says more than the broken pipe. */
const endedItself = (error: unknown): boolean =>
  ['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET'].includes(systemErrorCode(error) ?? '');

function write(stdin: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stdin.write(chunk, (error) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/** The first words of what it complains about. */
async function complaintOf(stderr: Readable): Promise<string> {
  let words = '';
  stderr.on('data', (chunk: Buffer) => {
    if (words.length < 1000) words += chunk.toString('latin1');
  });
  await once(stderr, 'close').catch(() => undefined);
  return words;
}

/**
 * xz tells a full disk, damage and an early end only in words. Those of the disk are the system's own, in the C locale;
 * a whole .xz file ends in its footer magic, perhaps with zeros after it.
 */
function failure(complaint: string, tail: Buffer): Error {
  if (/: No space left on device|: Disk quota exceeded/.test(complaint))
    return new SlipwayError('image/store-full', complaint.trim());
  if (complaint.includes(': Write error')) return new Error(complaint.trim());
  let end = tail.length;
  while (end > 0 && tail[end - 1] === 0) end--;
  const whole = tail.subarray(end - footerMagic.length, end).toString('latin1') === footerMagic;
  if (whole) return new SlipwayError('image/corrupt', 'The xz data is damaged.');
  return new SlipwayError('image/truncated', 'The xz data ends too early.');
}
