import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HeldLock } from '../../../../electron/contract/runbook.ts';
import { lockCluster, lookAtLock, type ClusterLock, type LockPorts } from '../../../../electron/engine/runbook/cluster-lock.ts';
import { fakeClock } from '../../../fakes/fake-clock.ts';
import { fakeNodeWithUnits } from '../../../fakes/fake-systemd.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const folder = tempFolder;

function desktop(dir: string, name: string, change: Partial<LockPorts> = {}): Promise<ClusterLock> {
  const holder = { name, host: 'desk', runId: 'r', kind: 'up', since: '2026-11-24T08:00:00Z' };
  const { remote } = fakeNodeWithUnits(dir);
  return lockCluster({
    ...{ remote, clock: fakeClock(), owner: name, holder, take: false, onLost: () => undefined, dir: join(dir, 'lock') },
    ...change,
  });
}

const look = (dir: string): Promise<HeldLock | undefined> => lookAtLock(fakeNodeWithUnits(dir).remote, join(dir, 'lock'));

/** As if the holder had been heard of for the last time so many seconds earlier. */
function age(dir: string, seconds: number, boot?: string): void {
  const path = join(dir, 'lock', 'seen');
  const [sameBoot = '', at = ''] = readFileSync(path, 'utf8').trim().split(' ');
  writeFileSync(path, `${boot ?? sameBoot} ${Number(at) - seconds}\n`);
}

describe('the lock of a cluster', () => {
  it('keeps another desktop out and names its holder', async () => {
    const dir = folder();
    await desktop(dir, 'ann');
    await expect(desktop(dir, 'bob')).rejects.toMatchObject({
      code: 'run/locked',
      detail: 'ann on desk has been at it (up) since 2026-11-24T08:00:00Z, last heard of 0 seconds ago.',
    });
  });

  it('is free again when it was given back', async () => {
    const dir = folder();
    await (await desktop(dir, 'ann')).release();
    await desktop(dir, 'bob');
  });

  it('is met again by the one whose Slipway was killed', async () => {
    const dir = folder();
    await (await desktop(dir, 'ann')).leave();
    await desktop(dir, 'ann');
  });

  it('is taken over when its holder was not heard of for two minutes, and not before', async () => {
    const dir = folder();
    await desktop(dir, 'ann');
    age(dir, 110);
    await expect(desktop(dir, 'bob')).rejects.toMatchObject({ code: 'run/locked' });
    age(dir, 130);
    await desktop(dir, 'bob');
  });

  it('can be taken from its holder, who is told and does not take it back by that', async () => {
    const dir = folder();
    const clock = fakeClock();
    const lost = new Promise<string>((resolve) => {
      void desktop(dir, 'ann', { clock, onLost: ({ detail }) => resolve(detail) }).then(() =>
        desktop(dir, 'bob', { take: true }).then(() => clock.pass(25_000)),
      );
    });
    expect(await lost).toContain('bob on desk');
    await expect(desktop(dir, 'cid')).rejects.toThrow('bob on desk');
  });

  it('can be looked at by anybody, who changes nothing by that', async () => {
    const dir = folder();
    expect(await look(dir)).toBeUndefined();
    await desktop(dir, 'ann');
    age(dir, 30);
    expect(await look(dir)).toMatchObject({ holder: { name: 'ann' }, quietSeconds: expect.any(Number) as number });
    await expect(desktop(dir, 'bob')).rejects.toMatchObject({ code: 'run/locked' });
    age(dir, 130);
    expect(await look(dir)).toBeUndefined();
  });

  it('shows what a node says of the holder as plain text', async () => {
    const dir = folder();
    await desktop(dir, 'ann\x1b[31m\u202e');
    await expect(desktop(dir, 'bob')).rejects.toMatchObject({ detail: expect.stringMatching(/^ann\[31m on desk/) as string });
  });
});
