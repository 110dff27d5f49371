import type { Compat, Track } from '../../contract/compat.ts';
import type { Architecture } from '../../contract/image.ts';
import type { Plan } from '../../contract/plan.ts';
import type { NodeFacts } from './rules/rule.ts';
import { compareVersions, parseVersion } from './versions.ts';

/** How Kubernetes will be installed, and why so. */
export interface TrackChoice {
  readonly track: Track;
  readonly version: string;
  readonly chosenBy: 'plan' | 'slipway';
}

interface TrackQuestion {
  readonly kubernetes: Pick<Plan['kubernetes'], 'track' | 'version'>;
  readonly nodes: readonly NodeFacts[];
  readonly compat: Compat;
}

/**
 * What `track: auto` and `version: auto` come to (design §5): kubeadm with Docker where every node is HypriotOS, k3s where a
 * node is 32-bit, kubeadm elsewhere. A version that Docker or 32-bit kubeadm cannot carry moves the choice on.
 */
export function chooseTrack({ kubernetes, nodes, compat }: TrackQuestion): TrackChoice {
  const { track: wanted, version: asked } = kubernetes;
  const version = parseVersion(asked) === undefined ? undefined : asked;
  const track = wanted === 'auto' ? autoTrack({ nodes, compat, version }) : wanted;
  return { track, version: version ?? compat.tracks[track].default, chosenBy: wanted === 'auto' ? 'slipway' : 'plan' };
}

interface AutoQuestion {
  readonly nodes: readonly NodeFacts[];
  readonly compat: Compat;
  readonly version: string | undefined;
}

function autoTrack({ nodes, compat, version }: AutoQuestion): Track {
  const docker = version === undefined || compareVersions(version, compat.tracks['kubeadm-docker'].newest) <= 0;
  const hypriot = nodes.length > 0 && nodes.every(({ image }) => image?.family?.startsWith('hypriot') === true);
  if (hypriot && docker) return 'kubeadm-docker';
  return nodes.some((facts) => is32Bit(architectureOf(facts))) ? 'k3s' : 'kubeadm';
}

/** Of the image where that is known, else of a board that can run only one. */
export function architectureOf({ board, image }: NodeFacts): Architecture {
  if (image !== undefined && image.architecture !== 'unknown') return image.architecture;
  const [only, ...others] = board?.architectures ?? [];
  return only !== undefined && others.length === 0 ? only : 'unknown';
}

const is32Bit = (architecture: Architecture): boolean => architecture === 'armhf' || architecture === 'armel';
