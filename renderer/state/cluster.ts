import type { ClusterMember, ClusterSnapshot } from '../../electron/contract/cluster.ts';
import { t } from '../messages/en.ts';
import type { Tone } from './rack-model.ts';
import type { Membership } from './membership.ts';

export const toneOfMember = ({ ready, cordoned }: ClusterMember): Tone =>
  ready === 'ready' ? (cordoned ? 'warn' : 'ok') : ready === 'not-ready' ? 'bad' : 'warn';

/** What the cluster itself says of its nodes: it counts more than the run that made it. */
export const membersOf = (snapshot: ClusterSnapshot | undefined): ReadonlyMap<string, Membership> =>
  new Map(
    (snapshot?.members ?? []).map(({ name, ready }) => [
      name,
      { state: ready === 'ready' ? 'member' : 'not-ready', fraction: undefined },
    ]),
  );

/** What is new since the last snapshot and worth saying aloud. */
export function clusterNews(before: ClusterSnapshot | undefined, now: ClusterSnapshot): readonly string[] {
  if (before === undefined) return [];
  const lost = before.link.kind === 'live' && now.link.kind === 'lost' ? [t.cluster.say.lost] : [];
  const was = new Map(before.members.map(({ name, ready }) => [name, ready]));
  const turned = now.members.flatMap(({ name, ready }) => {
    const earlier = was.get(name);
    if (earlier === undefined || (earlier === 'ready') === (ready === 'ready')) return [];
    return [ready === 'ready' ? t.cluster.say.ready(name) : t.cluster.say.notReady(name)];
  });
  return [...lost, ...turned];
}
