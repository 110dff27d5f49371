import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../../../electron/contract/cluster.ts';
import { errorFacts, SlipwayError } from '../../../../electron/contract/errors.ts';
import type { HeldLock, RunRecord } from '../../../../electron/contract/runbook.ts';
import { statusCommand } from '../../../../electron/headless/commands/status.ts';
import { createOutput } from '../../../../electron/headless/output.ts';
import { commandContext } from '../../../fakes/command-context.ts';
import { member } from '../../../fakes/fake-cluster.ts';
import { fakeServices } from '../../../fakes/fake-services.ts';
import { upAt } from '../../../fakes/fleet-samples.ts';

const dir = '/projects/lab';
const year = new Date(Date.now() + 300.5 * 86_400_000).toISOString();

const cluster = (part: Partial<ClusterSnapshot> = {}): ClusterSnapshot => ({
  ...{ dir, revision: 1, link: { kind: 'live', node: 'a' }, version: 'v1.36.4', events: [], podsPending: 0 },
  members: [member('a', { controlPlane: true }), member('b')],
  certificates: [
    { name: 'ca', node: 'a', notAfter: '2020-01-01T00:00:00.000Z', authority: true },
    { name: 'apiserver', node: 'a', notAfter: year, authority: false },
  ],
  ...part,
});

const lastRun: RunRecord = {
  ...{ runId: '20261124T220000Z-abcdef', kind: 'up', startedAt: '2026-11-24T22:00:00Z', endedAt: '2026-11-24T22:02:00Z' },
  ...{ outcome: 'done', steps: 30, changed: 12, failed: [] },
};

interface World {
  readonly snapshot?: ClusterSnapshot;
  readonly away?: boolean;
  readonly runs?: readonly RunRecord[];
  readonly lock?: HeldLock;
}

async function status({ snapshot, away = false, runs = [], lock }: World) {
  const { services } = fakeServices();
  const node = (name: string, role: string) => ({
    node: name,
    role,
    addresses: [],
    sightings: [],
    says: { text: '', tries: [] },
    ...upAt('10.0.0.1'),
  });
  const lost = { kind: 'duplicate', addresses: ['10.0.0.1', '10.0.0.2'] };
  const fleet = {
    nodes: [node('a', 'control-plane'), { ...node('b', 'worker'), ...(away ? { state: lost } : {}) }],
    foreign: [],
  };
  const stdout: string[] = [];
  const { context } = commandContext({
    services: {
      fleet: {
        ...services.fleet,
        watch: async function* () {
          yield await Promise.resolve(fleet as never);
        },
      },
      projects: {
        ...services.projects,
        open: () => Promise.resolve({ plan: { nodes: [{ name: 'a' }, { name: 'b' }] } } as never),
      },
      cluster: {
        ...services.cluster,
        exists: () => Promise.resolve(snapshot !== undefined),
        watch: async function* () {
          if (snapshot !== undefined) yield await Promise.resolve(snapshot);
        },
      } as never,
      runs: { ...services.runs, history: () => Promise.resolve(runs), lock: () => Promise.resolve(lock ?? null) },
    },
  });
  const sink = { write: (text: string) => stdout.push(text) };
  const code = await statusCommand.run({
    ...context,
    args: [dir],
    output: createOutput({ json: false, stdout: sink, stderr: sink }),
  });
  const json: string[] = [];
  await statusCommand.run({
    ...context,
    args: [dir],
    output: createOutput({ json: true, stdout: { write: (text: string) => json.push(text) }, stderr: sink }),
  });
  return { code, words: stdout.join(''), json: JSON.parse(json.join('')) as Record<string, unknown> };
}

describe('slipway status', () => {
  it('tells of the nodes alone while there is no cluster, and ends with 0 when all are there', async () => {
    const { code, words, json } = await status({});
    expect(code).toBe(0);
    expect(words).not.toContain('API');
    expect(json).toMatchObject({ type: 'status', cluster: null, lastRun: null, lock: null });
    expect((await status({ away: true })).code).toBe(1);
  });

  it('tells of a whole cluster: API, nodes, the certificate that expires first, the last run', async () => {
    const { code, words, json } = await status({ snapshot: cluster(), runs: [lastRun] });
    expect(code).toBe(0);
    expect(words).toContain('The API of the cluster answers: Kubernetes v1.36.4, 2 of 2 nodes are Ready.');
    expect(words).toMatch(/a +control-plane +Ready +v1\.23\.17/);
    expect(words).toContain(`Certificates: the first expires in 300 days, on ${year.slice(0, 10)} (apiserver on a).`);
    expect(words).toContain('Last run: up, done, begun 2026-11-24T22:00:00Z; 12 of 30 steps changed something.');
    expect(json).toMatchObject({
      cluster: { reachable: true, version: 'v1.36.4', expiresFirst: { name: 'apiserver' }, missing: [] },
      lastRun: { outcome: 'done' },
    });
  });

  it.each([
    [
      'a node that is not Ready',
      { members: [member('a'), member('b', { ready: 'not-ready' as const })] },
      /b +worker +not Ready/,
    ],
    ['a node that never came', { members: [member('a')] }, /Not in the cluster: b\./],
    [
      'an API that does not answer',
      { link: { kind: 'lost' as const, error: errorFacts(new SlipwayError('cluster/unreachable', 'k1')), since: '' } },
      /not reachable: .*k1/,
    ],
  ])('ends with 1 for %s', async (_, part, words) => {
    const told = await status({ snapshot: cluster(part) });
    expect(told.code).toBe(1);
    expect(told.words).toMatch(words);
  });

  it('names who works on the cluster, and what failed', async () => {
    const holder = { name: 'ann', host: 'desk', runId: 'r', kind: 'up', since: '2026-11-24T22:00:00Z' };
    const { words, json } = await status({
      snapshot: cluster(),
      runs: [{ ...lastRun, outcome: 'failed', failed: ['pi2 joins as worker'] }],
      lock: { holder, quietSeconds: 5 },
    });
    expect(words).toContain('ann on desk works on the cluster (up) since 2026-11-24T22:00:00Z, last heard of 5 seconds ago.');
    expect(words).toContain('failed: pi2 joins as worker');
    expect(json).toMatchObject({ lock: { holder: { name: 'ann' }, quietSeconds: 5 } });
  });
});
