import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAhead } from '../../../../../electron/engine/images/unpack/read-ahead.ts';

const content = randomBytes(1000);
let dir: string;
let file: FileHandle;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-read-'));
  await writeFile(join(dir, 'file'), content);
  file = await open(join(dir, 'file'), 'r');
});
afterAll(async () => {
  await file.close();
  await rm(dir, { recursive: true });
});

const buffers = (count: number, size: number): readonly Buffer[] => Array.from({ length: count }, () => Buffer.alloc(size));

async function read(ring: readonly Buffer[], start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readAhead({ file, buffers: ring }, start, end)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

describe('reading ahead', () => {
  it.each([
    [1, 7],
    [2, 64],
    [3, 100],
    [4, 333],
    [2, 5000],
  ])('gives the bytes in order, with %i buffers of %i bytes', async (count, size) => {
    expect(await read(buffers(count, size), 0, content.length)).toEqual(content);
    expect(await read(buffers(count, size), 13, 900)).toEqual(content.subarray(13, 900));
  });

  it('gives nothing where nothing is asked for', async () => {
    expect(await read(buffers(2, 64), 500, 500)).toHaveLength(0);
  });

  it('fails when the file is shorter', async () => {
    await expect(read(buffers(2, 64), 0, content.length + 1)).rejects.toThrow(RangeError);
  });

  it('can be left in the middle', async () => {
    for await (const chunk of readAhead({ file, buffers: buffers(3, 10) }, 0, content.length)) {
      expect(chunk).toEqual(content.subarray(0, 10));
      break;
    }
  });
});
