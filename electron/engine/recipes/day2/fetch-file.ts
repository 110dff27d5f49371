import { SlipwayError } from '../../../contract/errors.ts';
import type { StepContext } from '../../runbook/step.ts';
import { mustRun } from '../node-script.ts';

/** One answer of a node holds 8 MiB; base64 takes four bytes for three. */
const partBytes = 4 * 1024 * 1024;

/** An etcd of a small cluster has some 20 MB, and 2 GiB at most by its own default. */
const mostBytes = 2 * 1024 ** 3;

export type TakeBytes = (bytes: Uint8Array) => Promise<void>;

interface RootFile {
  readonly node: string;
  readonly path: string;
}

/**
 * Reads a file of root's on a node, piece by piece: over SFTP, or through scripts where the node has none or no room for a
 * copy. Errors: `kubernetes/backup` for one that is empty or larger than an etcd can be.
 */
export async function fetchFile(context: StepContext, { node, path }: RootFile, take: TakeBytes): Promise<void> {
  const size = Number((await mustRun(context, node, { text: 'stat -c %s "$1"', args: [path] })).trim());
  if (!Number.isSafeInteger(size) || size === 0 || size > mostBytes)
    throw new SlipwayError('kubernetes/backup', `${path} has ${String(size)} bytes.`);
  if (await hasFetched(context, { node, path }, take)) return;
  for (let offset = 0; offset < size; offset += partBytes) {
    const args = [path, String(offset + 1), String(partBytes)];
    const text = await mustRun(context, node, { text: 'tail -c "+$2" "$1" | head -c "$3" | base64 -w0', args });
    await take(Buffer.from(text, 'base64'));
  }
}

/** False when another way may be tried: nothing was handed over yet. */
async function hasFetched({ remote, signal }: StepContext, { node, path }: RootFile, take: TakeBytes): Promise<boolean> {
  const { fetchAsRoot } = remote(node);
  if (fetchAsRoot === undefined) return false;
  let taken = 0;
  const counted: TakeBytes = (bytes) => {
    taken += bytes.length;
    return take(bytes);
  };
  try {
    await fetchAsRoot(path, counted, signal);
    return true;
  } catch (thrown) {
    const mayPass = thrown instanceof SlipwayError && (thrown.code === 'ssh/no-sftp' || thrown.code === 'ssh/transfer');
    if (taken > 0 || !mayPass) throw thrown;
    return false;
  }
}
