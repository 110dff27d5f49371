import type { SFTPWrapper, Stats } from 'ssh2';
import { SlipwayError } from '../../../contract/errors.ts';
import type { FileStat } from './node-shell.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

/**
 * ssh2's SFTP with one rule for every answer: it comes, or an error names the stage. Errors: `ssh/transfer` (the node
 * says no), `ssh/timeout` (it says nothing), `ssh/disconnected`, `engine/cancelled`.
 */
export interface SftpSession {
  /** The folder that relative paths begin in. */
  home(): Promise<string>;
  stat(path: string): Promise<FileStat>;
  openToRead(path: string): Promise<OpenFile>;
  /** A new file that only the login may read; one that is there already is an error. */
  create(path: string): Promise<OpenFile>;
  /** In one move, also over a file that is there; false where the node does not offer that. */
  replace(from: string, to: string): Promise<boolean>;
  /** Goes on when the transfer was cancelled: it is what clears up after it. */
  remove(path: string): Promise<void>;
  end(): void;
}

export interface OpenFile {
  stat(): Promise<FileStat>;
  /** Fewer bytes than asked for only where the file ends. */
  read(offset: number, length: number): Promise<Buffer>;
  write(bytes: Buffer, offset: number): Promise<void>;
  setMode(mode: number): Promise<void>;
  /** To the card, where the node offers that. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly alive: () => boolean;
  readonly signal?: AbortSignal;
  /** For each answer. */
  readonly stallMs: number;
  /** For all of them together; no limit where absent. */
  readonly timeoutMs?: number;
}

export function createSession(sftp: SFTPWrapper, options: SessionOptions): SftpSession {
  const asking = createAsking(sftp, options);
  const { ask, offers } = asking;
  const open = async (path: string, flags: 'r' | 'wx'): Promise<OpenFile> => {
    const attributes = flags === 'wx' ? { mode: 0o600 } : {};
    return openFile(asking, path, await ask(`opening ${path}`, (done) => sftp.open(path, flags, attributes, done)));
  };
  return {
    home: () => ask('finding the home folder', (done: Done<string>) => sftp.realpath('.', done)),
    stat: async (path) => statOf(await ask(`looking at ${path}`, (done: Done<Stats>) => sftp.stat(path, done))),
    openToRead: (path) => open(path, 'r'),
    create: (path) => open(path, 'wx'),
    replace: async (from, to) => {
      const moved = await offers(() => ask(`renaming to ${to}`, (done) => sftp.ext_openssh_rename(from, to, done)));
      return moved !== 'not-offered';
    },
    remove: (path) => asking.evenIfCancelled(`removing ${path}`, (done) => sftp.unlink(path, done)),
    end: asking.end,
  };
}

function openFile({ sftp, ask, offers, evenIfCancelled }: Asking, path: string, handle: Buffer): OpenFile {
  const readOnce = async (offset: number, length: number): Promise<Buffer> => {
    const bytes = Buffer.allocUnsafe(length);
    const count = await ask(`reading ${path}`, (done: Done<number>) => sftp.read(handle, bytes, 0, length, offset, done));
    return bytes.subarray(0, count);
  };
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const first = await readOnce(offset, length);
    if (first.length === length || first.length === 0) return first;
    // A server may answer with less than was asked for, and that is not the end yet.
    return Buffer.concat([first, await read(offset + first.length, length - first.length)]);
  };
  return {
    read,
    stat: async () => statOf(await ask(`looking at ${path}`, (done: Done<Stats>) => sftp.fstat(handle, done))),
    write: (bytes, offset) =>
      ask(`writing ${path}`, (done) => sftp.write(handle, bytes, 0, bytes.length, offset, (error) => done(error, undefined))),
    setMode: (mode) => ask(`setting the mode of ${path}`, (done) => sftp.fchmod(handle, mode, done)),
    sync: async () => {
      await offers(() => ask(`syncing ${path}`, (done: Done<unknown>) => sftp.ext_openssh_fsync(handle, done)));
    },
    close: () => evenIfCancelled(`closing ${path}`, (done) => sftp.close(handle, done)),
  };
}

type Done<T> = (error: Error | null | undefined, value: T) => void;
type Ask = <T = void>(stage: string, start: (done: Done<T>) => void) => Promise<T>;

interface Asking {
  readonly sftp: SFTPWrapper;
  readonly ask: Ask;
  readonly evenIfCancelled: Ask;
  /** What came of a request that not every server knows; ssh2 throws, or the server answers "unsupported". */
  readonly offers: <T>(request: () => Promise<T>) => Promise<T | 'not-offered'>;
  readonly end: () => void;
}

function createAsking(sftp: SFTPWrapper, options: SessionOptions): Asking {
  const requests = createRequests(options);
  const { alive } = options;
  const gone = (): void =>
    requests.end(
      alive()
        ? new SlipwayError('ssh/transfer', 'The node ended the transfer.')
        : new SlipwayError('ssh/disconnected', 'In the middle of a file.'),
    );
  const leave = followLimits(options, requests.stop);
  sftp.on('error', gone).on('close', gone).on('end', gone);
  return {
    sftp,
    evenIfCancelled: requests.start,
    ask: (stage, start) => {
      const stopped = requests.stopped();
      return stopped === undefined ? requests.start(stage, start) : Promise.reject(stopped);
    },
    offers: (request) =>
      request().catch((thrown: unknown) => {
        if (thrown instanceof SlipwayError && isUnsupported(thrown.cause)) return 'not-offered' as const;
        throw thrown;
      }),
    end: () => {
      leave();
      sftp.end();
    },
  };
}

interface Requests {
  readonly start: Ask;
  /** Fails what is under way; what clears up may still be asked. */
  readonly stop: (error: SlipwayError) => void;
  readonly stopped: () => SlipwayError | undefined;
  /** Fails what is under way and all that will be asked. */
  readonly end: (error: SlipwayError) => void;
}

/** Requests under way and what ends them all. */
function createRequests({ alive, stallMs }: Pick<SessionOptions, 'alive' | 'stallMs'>): Requests {
  const pending = new Set<(error: SlipwayError) => void>();
  let ended: SlipwayError | undefined;
  let stopped: SlipwayError | undefined;
  const failAll = (error: SlipwayError): void => {
    for (const fail of [...pending]) fail(error);
  };
  const meaningOf = (cause: unknown, stage: string): SlipwayError =>
    alive() ? refusal(cause, stage) : new SlipwayError('ssh/disconnected', stage, { cause });
  const start: Ask = (stage, begin) =>
    new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(stall);
        pending.delete(fail);
      };
      const fail = (error: SlipwayError): void => {
        settle();
        reject(error);
      };
      const stalled = (): void => fail(new SlipwayError('ssh/timeout', `No answer in ${stallMs / 1000} s while ${stage}.`));
      const stall = setTimeout(stalled, stallMs);
      pending.add(fail);
      if (ended !== undefined) {
        fail(ended);
        return;
      }
      try {
        begin((error, value) => {
          if (!pending.has(fail)) return;
          if (error) fail(meaningOf(error, stage));
          else {
            settle();
            resolve(value);
          }
        });
      } catch (thrown) {
        fail(meaningOf(thrown, stage));
      }
    });
  return {
    start,
    stop: (error) => failAll((stopped ??= error)),
    stopped: () => stopped,
    end: (error) => failAll((ended ??= error)),
  };
}

/** Stops when the time is over or the signal is aborted, until the returned function is called. */
function followLimits({ signal, timeoutMs }: SessionOptions, stop: Requests['stop']): () => void {
  const cancel = (): void => stop(new SlipwayError('engine/cancelled'));
  const late = (): void => stop(new SlipwayError('ssh/timeout', `The file took more than ${(timeoutMs ?? 0) / 1000} s.`));
  const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
}

/** SSH_FX_OP_UNSUPPORTED of draft-ietf-secsh-filexfer-02 section 7, or ssh2's own word for an extension that was not announced. */
const isUnsupported = (cause: unknown): boolean =>
  cause instanceof Error &&
  (('code' in cause && cause.code === 8) || cause.message.includes('does not support this extended request'));

/** SSH_FX codes that say more than the server's own words. */
const meanings: Readonly<Record<number, string>> = { 2: 'it is not there', 3: 'permission denied' };

function refusal(cause: unknown, stage: string): SlipwayError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'number' ? cause.code : undefined;
  const said = cause instanceof Error ? terminalSafe(cause.message).slice(0, 200) : '';
  return new SlipwayError('ssh/transfer', `While ${stage}: ${meanings[code ?? -1] ?? said}.`, { cause });
}

const statOf = (stats: Stats): FileStat => ({
  kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
  size: stats.size,
  mode: stats.mode & 0o7777,
});
