import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { SlipwayError } from '../../../contract/errors.ts';
import { scriptCommand } from './command-line.ts';
import type { SshConnection } from './connection.ts';
import { sound, type Run } from './files.ts';
import type { GetOptions, SftpDoor, WriteOptions } from './node-shell.ts';
import { createSession, type SftpSession } from './sftp-session.ts';
import { readInOrder, writeInOrder, type TakeBytes } from './sftp-transfer.ts';

export interface SftpParts {
  /** A connection, and a place for one more channel on the node until the work is done. */
  readonly withConnection: <T>(signal: AbortSignal | undefined, work: (connection: SshConnection) => Promise<T>) => Promise<T>;
  readonly run: Run;
}

/** A Pi that writes back a full cache says nothing for some ten seconds. */
const stallMs = 60_000;

/** Files over the node's own SFTP server. What is root's goes through a copy that the login can reach, and sudo. */
export function createSftpDoor(parts: SftpParts): SftpDoor {
  return {
    stat: (path, options = {}) => withSession(parts, options, (session) => session.stat(path)),
    get: (path, take, options = {}) =>
      options.as === 'root' ? getAsRoot(parts, path, { take, options }) : getAsLogin(parts, path, { take, options }),
    put: (path, source, options = {}) =>
      options.as === 'root' ? putAsRoot(parts, path, { source, options }) : putAsLogin(parts, path, { source, options }),
  };
}

type SessionLimits = Pick<GetOptions, 'signal' | 'timeoutMs'>;

async function withSession<T>(
  { withConnection }: SftpParts,
  { signal, timeoutMs }: SessionLimits,
  work: (session: SftpSession) => Promise<T>,
): Promise<T> {
  return withConnection(signal, async (connection) => {
    const limits = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
    const session = createSession(await connection.sftp(), { alive: connection.alive, stallMs, ...limits });
    try {
      return await work(session);
    } finally {
      session.end();
    }
  });
}

interface Getting {
  readonly take: TakeBytes;
  readonly options: GetOptions;
}

async function getAsLogin(parts: SftpParts, path: string, { take, options }: Getting): Promise<number> {
  return withSession(parts, options, async (session) => {
    const file = await session.openToRead(path);
    const { kind, size } = await file.stat();
    if (kind !== 'file') throw new SlipwayError('ssh/transfer', `${path} is no file.`);
    if (!Number.isSafeInteger(size) || size > (options.maxBytes ?? Number.MAX_SAFE_INTEGER))
      throw new SlipwayError('ssh/too-much-output', `${path} has ${String(size)} bytes.`);
    await readInOrder(file, size, take);
    await file.close();
    return size;
  });
}

/** Says where the copy is: in a folder that the login alone may enter. */
const copyForLogin = `set -eu
umask 077
folder=$(mktemp -d /var/tmp/slipway-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cat -- "$1" >"$folder/copy"
chown -R "$2" "$folder"
trap - EXIT
printf %s "$folder"`;

async function getAsRoot(parts: SftpParts, path: string, { take, options }: Getting): Promise<number> {
  const user = (await script(parts, { text: 'id -un', args: [] }, options)).trim();
  const folder = await script(parts, { text: copyForLogin, args: [path, user], as: 'root' }, options);
  try {
    return await getAsLogin(parts, `${folder}/copy`, { take, options });
  } finally {
    await clearUp(parts, folder);
  }
}

interface Putting {
  readonly source: AsyncIterable<Uint8Array>;
  readonly options: WriteOptions;
}

async function putAsLogin(parts: SftpParts, path: string, { source, options }: Putting): Promise<number> {
  const beside = `${path}.slipway-${randomBytes(6).toString('hex')}`;
  const { length, replaced } = await withSession(parts, options, async (session) => {
    const written = await upload(session, beside, { source, mode: options.mode ?? 0o644 });
    try {
      return { length: written, replaced: await session.replace(beside, path) };
    } catch (thrown) {
      await session.remove(beside).catch(() => undefined);
      throw thrown;
    }
  });
  // SFTP's own rename refuses to replace a file; `mv` does it in one move.
  if (!replaced) await script(parts, { text: 'mv -f -- "$1" "$2" || { rm -f -- "$1"; exit 1; }', args: [beside, path] }, options);
  return length;
}

/** Everything is there and on the card before this ends; after a failure nothing is. */
async function upload(
  session: SftpSession,
  path: string,
  { source, mode }: { readonly source: AsyncIterable<Uint8Array>; readonly mode: number },
): Promise<number> {
  const file = await session.create(path);
  try {
    const length = await writeInOrder(file, source);
    const { size } = await file.stat();
    if (size !== length) throw new SlipwayError('ssh/transfer', `${path}: ${String(size)} of ${String(length)} bytes arrived.`);
    await file.setMode(mode);
    await file.sync();
    await file.close();
    return length;
  } catch (thrown) {
    await session.remove(path).catch(() => undefined);
    throw thrown;
  }
}

/** The new file is root's and in the target's own folder before it takes the target's place. */
const installAsRoot = `set -eu
umask 077
case $2 in /*) ;; *) echo "$2: a path of root's begins with /" >&2; exit 1 ;; esac
beside=$(mktemp "$2.slipway-XXXXXX")
trap 'rm -f -- "$beside" "$1"' EXIT
cat -- "$1" >"$beside"
[ "$(wc -c <"$beside")" -eq "$4" ] || { echo "not all of the file arrived" >&2; exit 1; }
chmod "$3" "$beside"
sync "$beside" 2>/dev/null || sync
mv -f -- "$beside" "$2"`;

async function putAsRoot(parts: SftpParts, path: string, { source, options }: Putting): Promise<number> {
  const { staged, length } = await withSession(parts, options, async (session) => {
    const name = posix.join(await session.home(), `.slipway-${randomBytes(12).toString('hex')}`);
    return { staged: name, length: await upload(session, name, { source, mode: 0o600 }) };
  });
  const args = [staged, path, (options.mode ?? 0o644).toString(8), String(length)];
  try {
    await script(parts, { text: installAsRoot, args, as: 'root' }, options);
  } catch (thrown) {
    await clearUp(parts, staged);
    throw thrown;
  }
  return length;
}

interface NodeScript {
  readonly text: string;
  readonly args: readonly string[];
  readonly as?: 'root';
}

/** What a script said. Errors: `ssh/transfer` when it fails. */
async function script({ run }: SftpParts, { text, args, as }: NodeScript, { signal, timeoutMs }: SessionLimits): Promise<string> {
  const options = { ...(as && { as }), ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  return sound(await run(scriptCommand(text, args), options), args[0] ?? '').stdout.toString('utf8');
}

const clearUpMs = 10_000;

/** Also after a cancelled transfer; a node that is gone keeps what it has. */
async function clearUp({ run }: SftpParts, path: string): Promise<void> {
  await run({ argv: ['rm', '-rf', '--', path], stdin: Buffer.alloc(0) }, { timeoutMs: clearUpMs }).catch(() => undefined);
}
