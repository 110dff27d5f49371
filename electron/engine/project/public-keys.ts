import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface PublicKeyFile {
  readonly path: string;
  /** One line, trimmed. */
  readonly key: string;
}

/** The public keys in a `.ssh` folder, ed25519 first. Certificates, other files and what cannot be read are passed over. */
export async function readUserPublicKeys(sshDir: string): Promise<readonly PublicKeyFile[]> {
  const names = await readdir(sshDir).catch(() => []);
  const paths = names.filter((name) => name.endsWith('.pub') && !name.endsWith('-cert.pub')).sort();
  const keys = await Promise.all(paths.map((name) => readKey(join(sshDir, name))));
  return keys.flat().sort((a, b) => rank(a.key) - rank(b.key));
}

async function readKey(path: string): Promise<readonly PublicKeyFile[]> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > 64 * 1024) return [];
    const line = (await readFile(path, 'utf8')).split(/\r?\n/).find((text) => /^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+/.test(text));
    return line === undefined ? [] : [{ path, key: line.trim() }];
  } catch {
    return [];
  }
}

const rank = (key: string): number => (key.includes('ed25519') ? 0 : 1);
