import { SlipwayError } from '../../../contract/errors.ts';
import type { StepContext } from '../../runbook/step.ts';
import { mustRun } from '../node-script.ts';

/** One answer of a node holds 8 MiB; base64 takes four bytes for three. */
const partBytes = 4 * 1024 * 1024;

/** An etcd of a small cluster has some 20 MB, and 2 GiB at most by its own default. */
const mostBytes = 2 * 1024 ** 3;

/** Reads a file of root's on a node, piece by piece. Errors: `kubernetes/backup` for one that is larger than an etcd can be. */
export async function fetchFile(context: StepContext, node: string, path: string): Promise<Buffer> {
  const size = Number((await mustRun(context, node, { text: 'stat -c %s "$1"', args: [path] })).trim());
  if (!Number.isSafeInteger(size) || size > mostBytes) throw new SlipwayError('kubernetes/backup', `${path} has ${size} bytes.`);
  const parts: Buffer[] = [];
  for (let offset = 0; offset < size; offset += partBytes) {
    const args = [path, String(offset + 1), String(partBytes)];
    const text = await mustRun(context, node, { text: 'tail -c "+$2" "$1" | head -c "$3" | base64 -w0', args });
    parts.push(Buffer.from(text, 'base64'));
  }
  return Buffer.concat(parts).subarray(0, size);
}
