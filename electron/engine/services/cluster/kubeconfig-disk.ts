import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { maxKubeconfigBytes } from '../../cluster/kubeconfig/credentials.ts';
import type { KubeconfigDisk } from '../../cluster/kubeconfig/user-file.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';

/** The user's kubeconfig on the real disk. */
export const kubeconfigDisk: KubeconfigDisk = {
  read: async (path) => {
    const bytes = await readFile(path).catch((thrown: unknown) => {
      if (systemErrorCode(thrown) === 'ENOENT') return undefined;
      throw new SlipwayError('kubeconfig/unreadable', `${path} (${systemErrorCode(thrown) ?? ''})`, { cause: thrown });
    });
    if (bytes !== undefined && bytes.length > maxKubeconfigBytes)
      throw new SlipwayError('kubeconfig/unreadable', `${path} is far larger than a kubeconfig.`);
    return bytes?.toString('utf8');
  },
  replace: (path, text) => saying(path, () => writeFileAtomically(path, text, { mode: 0o600 })),
  whileLocked: async (path, work) => {
    await saying(path, () => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
    // kubectl's own custom: a file that must not be there yet (client-go, tools/clientcmd, lockFile).
    const lock = `${path}.lock`;
    const file = await open(lock, 'wx', 0o600).catch((thrown: unknown) => {
      if (systemErrorCode(thrown) === 'EEXIST') throw new SlipwayError('kubeconfig/locked', lock, { cause: thrown });
      throw notWritable(path, thrown);
    });
    try {
      return await work();
    } finally {
      await file.close();
      await rm(lock, { force: true });
    }
  },
};

const notWritable = (path: string, cause: unknown): SlipwayError =>
  new SlipwayError('kubeconfig/not-writable', `${path} (${systemErrorCode(cause) ?? String(cause)})`, { cause });

async function saying(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    throw notWritable(path, thrown);
  }
}
