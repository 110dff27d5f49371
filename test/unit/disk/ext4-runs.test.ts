import { describe, expect, it } from 'vitest';
import { extentRuns } from '../../../electron/disk/ext4-runs.ts';

/** A node of an extent tree whose entries all lead to one block. */
function node(bytes: number, { depth, leadsTo }: { readonly depth: number; readonly leadsTo: number }): Buffer {
  const buffer = Buffer.alloc(bytes);
  const entries = depth === 0 ? 0 : Math.floor((bytes - 12) / 12);
  buffer.writeUInt16LE(0xf30a, 0);
  buffer.writeUInt16LE(entries, 2);
  buffer.writeUInt16LE(depth, 6);
  for (let index = 0; index < entries; index += 1) buffer.writeUInt32LE(leadsTo, 12 + index * 12 + 4);
  return buffer;
}

describe('an extent tree', () => {
  it('that names the same empty node millions of times is given up', async () => {
    const blocks = [0, 1, 2, 3, 4].map((depth) => node(1024, { depth, leadsTo: depth - 1 }));
    let reads = 0;
    const readBlock = (block: number): Promise<Buffer | undefined> => {
      reads += 1;
      return Promise.resolve(blocks[block]);
    };
    const root = node(60, { depth: 5, leadsTo: 4 });
    expect(await extentRuns(root, { blockBytes: 1024, wanted: 8, readBlock })).toBeUndefined();
    expect(reads).toBeLessThanOrEqual(40);
  });
});
