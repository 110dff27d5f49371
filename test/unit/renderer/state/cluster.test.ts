import { expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../../../electron/contract/cluster.ts';
import { t } from '../../../../renderer/messages/en.ts';
import { clusterNews, membersOf, toneOfMember } from '../../../../renderer/state/cluster.ts';
import { stagesOf } from '../../../../renderer/state/stages.ts';
import { member } from '../../../fakes/fake-cluster.ts';

const snapshot = (part: Partial<ClusterSnapshot>): ClusterSnapshot => ({
  ...{ dir: '/lab', revision: 1, link: { kind: 'live', node: 'a' }, version: 'v1.36.4', members: [], events: [] },
  ...{ certificates: [], podsPending: 0 },
  ...part,
});

it('what is said aloud: nodes that turned, and the connection that is lost', () => {
  const before = snapshot({ members: [member('a'), member('b', { ready: 'not-ready' })] });
  const error = { code: 'cluster/unreachable', title: '', detail: '', fix: '' } as const;
  const after = snapshot({
    members: [member('a', { ready: 'unknown' }), member('b')],
    link: { kind: 'lost', error, since: '' },
  });
  expect(clusterNews(before, after)).toEqual(['The connection to the cluster is lost.', 'a is not ready.', 'b is ready.']);
  expect(clusterNews(after, after)).toEqual([]);
  expect(clusterNews(undefined, after)).toEqual([]);
});

it('the rack shows what the cluster says of its nodes', () => {
  const members = membersOf(snapshot({ members: [member('a'), member('b', { ready: 'unknown' })] }));
  expect([members.get('a')?.state, members.get('b')?.state]).toEqual(['member', 'not-ready']);
  expect(toneOfMember(member('a', { cordoned: true }))).toBe('warn');
});

it('the lead counts nodes and pods, and says when pods have no place', () => {
  expect(t.cluster.lead(snapshot({ members: [member('a')], podsPending: 2 }))).toBe(
    '1 of 1 node Ready · 7 pods · 2 pods without a place · Kubernetes v1.36.4',
  );
});

it('the stage Cluster is there when there is one; Kubernetes is done by then', () => {
  const input = { soundPlan: true, imagesReady: true, nodes: 2, cardsWritten: 2, nodesUp: 0 };
  const states = (part: object): readonly string[] =>
    stagesOf({ ...input, ...part }).map(({ name, state }) => `${name} ${state}`);
  expect(states({})).toContain('kubernetes locked');
  expect(states({ nodesUp: 1 })).toContain('kubernetes open');
  expect(states({ clusterExists: true })).toEqual(expect.arrayContaining(['kubernetes done', 'cluster open']));
  expect(states({ clusterExists: true, clusterInWork: true })).toContain('kubernetes open');
});
