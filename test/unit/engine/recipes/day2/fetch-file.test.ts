import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SlipwayError, type ErrorCode } from '../../../../../electron/contract/errors.ts';
import { fetchFile } from '../../../../../electron/engine/recipes/day2/fetch-file.ts';
import type { Remote, StepContext } from '../../../../../electron/engine/runbook/step.ts';
import { fakeNodeWithUnits } from '../../../../fakes/fake-systemd.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const content = Buffer.from(Uint8Array.from({ length: 9_000_000 }, (_, index) => (index * 7 + (index >> 10)) % 256));

/** Fetches a file of this computer through scripts, and first in the way given. */
async function fetched(bytes: Buffer, fetchAsRoot?: Remote['fetchAsRoot']): Promise<Buffer> {
  const dir = tempFolder();
  const path = join(dir, 'snapshot');
  writeFileSync(path, bytes);
  const { remote } = fakeNodeWithUnits(dir);
  const context: StepContext = {
    signal: new AbortController().signal,
    now: () => new Date(),
    note: () => undefined,
    remote: () => ({ ...remote, ...(fetchAsRoot && { fetchAsRoot }) }),
    detached: () => {
      throw new Error('nothing is started');
    },
  };
  const pieces: Uint8Array[] = [];
  await fetchFile(context, { node: 'pi1', path }, (piece) => {
    pieces.push(piece);
    return Promise.resolve();
  });
  return Buffer.concat(pieces);
}

const failsWith =
  (code: ErrorCode, piece = ''): NonNullable<Remote['fetchAsRoot']> =>
  async (_path, take) => {
    if (piece !== '') await take(Buffer.from(piece));
    throw new SlipwayError(code);
  };

describe.skipIf(process.platform === 'win32')('a file of root on a node (this computer has its tools)', () => {
  it('comes over SFTP where there is one', async () => {
    const overSftp: Remote['fetchAsRoot'] = (_path, take) => take(Buffer.from('over SFTP'));
    expect((await fetched(content, overSftp)).toString()).toBe('over SFTP');
  });

  it('comes through scripts byte for byte, in pieces larger than one answer', async () => {
    expect((await fetched(content)).equals(content)).toBe(true);
  });

  it.each(['ssh/no-sftp', 'ssh/transfer'] as const)('comes through scripts after %s', async (code) => {
    expect((await fetched(content, failsWith(code))).equals(content)).toBe(true);
  });

  it('is not begun anew when the transfer broke in the middle', async () => {
    await expect(fetched(content, failsWith('ssh/transfer', 'half'))).rejects.toMatchObject({ code: 'ssh/transfer' });
    await expect(fetched(content, failsWith('ssh/disconnected'))).rejects.toMatchObject({ code: 'ssh/disconnected' });
  });

  it('that is empty is no backup', async () => {
    await expect(fetched(Buffer.alloc(0))).rejects.toMatchObject({ code: 'kubernetes/backup' });
  });
});
