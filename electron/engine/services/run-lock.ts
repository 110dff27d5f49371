import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { SlipwayError } from '../../contract/errors.ts';
import type { LockHolder, RunStart } from '../../contract/runbook.ts';
import { systemClock } from '../runbook/clock.ts';
import { lockCluster, type ClusterLock } from '../runbook/cluster-lock.ts';
import type { RunState } from '../runbook/state.ts';
import type { Remote, RunSpec } from '../runbook/step.ts';

export interface HeldLock {
  readonly lock: ClusterLock;
  readonly holder: LockHolder;
}

interface LockWish {
  readonly take: boolean;
  readonly onLost: (error: SlipwayError) => void;
}

interface LockingRun {
  readonly start: RunStart;
  readonly spec: RunSpec;
  readonly state: RunState;
}

interface LockPorts {
  readonly remote: (dir: string, node: string) => Remote;
  /** See `RunServiceOptions`. */
  readonly nodeDir?: string;
}

/** Locks the cluster for a run; undefined for one that needs no lock. Errors: those of {@link lockCluster}. */
export async function lockForRun(
  { start, spec, state }: LockingRun,
  { remote, nodeDir }: LockPorts,
  wish: LockWish,
): Promise<HeldLock | undefined> {
  if (spec.lockNode === undefined) return undefined;
  const holder = { name: userInfo().username, host: hostname(), runId: state.runId, kind: state.kind, since: state.startedAt };
  const owner = createHash('sha256')
    .update(`${hostname()}\n${resolve(start.dir)}`)
    .digest('hex')
    .slice(0, 32);
  const lock = await lockCluster({
    remote: remote(start.dir, spec.lockNode),
    clock: systemClock,
    owner,
    holder,
    ...wish,
    ...(nodeDir === undefined ? {} : { dir: `${nodeDir}/lock` }),
  });
  return { lock, holder };
}
