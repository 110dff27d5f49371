import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock, type Release } from '../../../../../electron/engine/images/store/lock.ts';
import { isRunning, thisProcess } from '../../../../../electron/engine/images/store/owner.ts';

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-lock-'));
  path = join(dir, 'x.lock');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** No process has this id: Linux gives out at most 4194304. */
const nobody = { pid: 2 ** 30, started: '1' };

describe('a lock', () => {
  it('is held by one at a time and leaves nothing behind', async () => {
    const release = await takeLock(path);
    await expect(takeLock(path)).rejects.toMatchObject({ code: 'image/store-locked' });
    await release();
    await (
      await takeLock(path)
    )();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['of a process that is gone', JSON.stringify(nobody)],
    ['of an earlier process with the same id', JSON.stringify({ ...thisProcess(), started: '1' })],
    ['that is damaged', '{"pid":'],
    ['that is empty', ''],
  ])('%s is taken over', async (_name, content) => {
    writeFileSync(path, content);
    const release = await takeLock(path);
    await expect(takeLock(path)).rejects.toMatchObject({ code: 'image/store-locked' });
    await release();
    expect(existsSync(path)).toBe(false);
  });

  it('that is stale is taken over by one of many', async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(path, JSON.stringify(nobody));
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path)));
      const taken = tries.filter((result): result is PromiseFulfilledResult<Release> => result.status === 'fulfilled');
      expect(taken).toHaveLength(1);
      await taken[0]?.value();
    }
    expect(readdirSync(dir)).toEqual([]);
  });

  it('knows a running process from one that is gone', () => {
    expect(isRunning(thisProcess())).toBe(true);
    expect(isRunning({ pid: 1, started: '' })).toBe(true);
    expect(isRunning(nobody)).toBe(false);
  });
});
