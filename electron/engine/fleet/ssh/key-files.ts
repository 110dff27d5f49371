import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedKey } from 'ssh2';
import { keyBlob } from './host-key.ts';

export interface KeyFile {
  readonly path: string;
  /** Body of the public key. */
  readonly blob: Buffer;
  /** Absent while it is locked. */
  readonly key?: ParsedKey;
}

const mostBytes = 64 * 1024;

/** The private keys of a `.ssh` folder in a form that ssh2 reads, locked or not. What is no key is passed over. */
export async function readKeyFiles(sshDir: string): Promise<readonly KeyFile[]> {
  const names = await readdir(sshDir).catch(() => []);
  const files = await Promise.all(names.sort().map((name) => readKeyFile(join(sshDir, name))));
  return files.flat();
}

async function readKeyFile(path: string): Promise<readonly KeyFile[]> {
  const text = await readSmall(path);
  if (!/^-----BEGIN (OPENSSH|RSA|EC) PRIVATE KEY-----/.test(text)) return [];
  const key = await parse(text);
  if (key !== undefined) return [{ path, blob: key.getPublicSSH(), key }];
  const blob = publicPart(text) ?? keyBlob(await readSmall(`${path}.pub`));
  return blob === undefined ? [] : [{ path, blob }];
}

/** With the right passphrase the file with its key, else the file as it was. */
export async function unlock(file: KeyFile, passphrase: string): Promise<KeyFile> {
  const key = await parse(await readSmall(file.path), passphrase);
  return key === undefined ? file : { ...file, key };
}

async function parse(text: string, passphrase?: string): Promise<ParsedKey | undefined> {
  const { utils } = (await import('ssh2')).default;
  // ssh2 0.x to 1.17 gives a list for OpenSSH files, whatever its types say.
  const parsed = [utils.parseKey(text, passphrase)].flat();
  return parsed.find((key): key is ParsedKey => !(key instanceof Error) && key.isPrivateKey());
}

/** OpenSSH's own format leaves the public key readable before the encrypted part (PROTOCOL.key: four strings, a count, the key). */
function publicPart(text: string): Buffer | undefined {
  const body = /^-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return undefined;
  const afterKdf = skipStrings(bytes, magic.length, 3);
  return afterKdf === undefined ? undefined : stringAt(bytes, afterKdf + 4);
}

function skipStrings(bytes: Buffer, offset: number, count: number): number | undefined {
  if (count === 0) return offset;
  const length = stringAt(bytes, offset)?.length;
  return length === undefined ? undefined : skipStrings(bytes, offset + 4 + length, count - 1);
}

function stringAt(bytes: Buffer, offset: number): Buffer | undefined {
  if (offset + 4 > bytes.length) return undefined;
  const end = offset + 4 + bytes.readUInt32BE(offset);
  return end > bytes.length ? undefined : bytes.subarray(offset + 4, end);
}

async function readSmall(path: string): Promise<string> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= mostBytes ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}
