import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireProjectLock } from '../../../../electron/engine/project/lock.ts';
import { runChild } from '../../../fakes/run-child.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const purpose = { purpose: 'writing cards' };
const longAgo = new Date(Date.now() - 60_000);
const lockIn = (dir: string): string => join(dir, '.slipway-lock');

describe('the project lock', () => {
  it('is there while it is held and gone when released', async () => {
    const dir = tempFolder();
    const release = await acquireProjectLock(dir, purpose);
    expect(JSON.parse(readFileSync(lockIn(dir), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      purpose: 'writing cards',
    });
    await release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('names the holder and what it does to whoever comes second', async () => {
    const dir = tempFolder();
    const release = await acquireProjectLock(dir, purpose);
    await expect(acquireProjectLock(dir, { purpose: 'looking' })).rejects.toMatchObject({
      code: 'project/locked',
      detail: `It is writing cards (process ${process.pid}).`,
    });
    await release();
    await (
      await acquireProjectLock(dir, { purpose: 'looking' })
    )();
  });

  it('is not released by somebody whose lock was taken over', async () => {
    const dir = tempFolder();
    const release = await acquireProjectLock(dir, purpose);
    writeFileSync(lockIn(dir), '{"of":"another"}');
    await release();
    expect(existsSync(lockIn(dir))).toBe(true);
  });

  it('is taken over from a process that was killed', async () => {
    const dir = tempFolder();
    const child = runChild('project-child.ts', ['hold', dir]);
    await child.nextLine();
    child.send('go');
    expect(await child.nextLine()).toBe('taken');
    await expect(acquireProjectLock(dir, purpose)).rejects.toMatchObject({ code: 'project/locked' });
    await child.kill();
    await (
      await acquireProjectLock(dir, purpose)
    )();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'is taken over when its process id belongs to another process by now (needs /proc)',
    async () => {
      const dir = tempFolder();
      writeFileSync(lockIn(dir), JSON.stringify({ pid: process.pid, host: hostname(), started: '1', purpose: 'old' }));
      await (
        await acquireProjectLock(dir, purpose)
      )();
    },
  );

  it('is respected when its holder is on another machine', async () => {
    const dir = tempFolder();
    writeFileSync(lockIn(dir), JSON.stringify({ pid: 1, host: 'elsewhere', purpose: 'writing cards' }));
    await expect(acquireProjectLock(dir, purpose)).rejects.toMatchObject({
      detail: 'It is writing cards (process 1 on elsewhere).',
    });
  });

  it.each(['', 'rubbish', '{"pid":-1}'])('is taken over when it holds %j', async (text) => {
    const dir = tempFolder();
    writeFileSync(lockIn(dir), text);
    await (
      await acquireProjectLock(dir, purpose)
    )();
  });

  it('is not stopped for ever by a takeover that was killed', async () => {
    const dir = tempFolder();
    writeFileSync(lockIn(dir), JSON.stringify({ pid: process.pid, host: hostname(), started: '1', purpose: 'dead' }));
    mkdirSync(`${lockIn(dir)}.takeover`);
    utimesSync(`${lockIn(dir)}.takeover`, longAgo, longAgo);
    await (
      await acquireProjectLock(dir, purpose)
    )();
  });

  it('goes to exactly one of several processes that race for a dead one', async () => {
    const dir = tempFolder();
    writeFileSync(lockIn(dir), JSON.stringify({ pid: process.pid, host: hostname(), started: '1', purpose: 'dead' }));
    const children = [1, 2, 3, 4].map(() => runChild('project-child.ts', ['hold', dir]));
    for (const child of children) expect(await child.nextLine()).toBe('ready');
    for (const child of children) child.send('go');
    const answers = await Promise.all(children.map((child) => child.nextLine()));
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'project/locked')).toHaveLength(3);
  });
});

describe('withShortLock', () => {
  it('lets no update of three processes get lost', async () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'number'), '0');
    const children = [1, 2, 3].map(() => runChild('project-child.ts', ['count', dir]));
    for (const child of children) expect(await child.nextLine()).toBe('counted');
    expect(readFileSync(join(dir, 'number'), 'utf8')).toBe('45');
  });
});
