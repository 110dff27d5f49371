import type { FleetSnapshot } from '../../electron/contract/fleet.ts';
import { t } from '../messages/en.ts';

const text = t.boot;

/** What changed since the last snapshot and is worth saying aloud. */
export function fleetNews(before: FleetSnapshot | undefined, now: FleetSnapshot): readonly string[] {
  if (before === undefined) return [];
  const known = new Map(before.nodes.map((node) => [node.node, node.state.kind]));
  const turned = now.nodes.filter(({ node, state }) => known.get(node) !== state.kind);
  return turned.flatMap(({ node, state }) => {
    const was = known.get(node);
    switch (state.kind) {
      case 'adopted':
      case 'ready':
        return was === 'adopted' || was === 'ready' ? [] : [text.say.up(node)];
      case 'lost':
        return [text.say.lost(node)];
      case 'wrong-host-key':
      case 'duplicate':
      case 'cloned':
        return [text.say.trouble(node, text.state[state.kind])];
      case 'found':
      case 'planned':
      case 'card-written':
      case 'waiting-for-boot':
        return [];
    }
  });
}
