import type { KubernetesChoices, KubernetesOption } from '../../../contract/cluster.ts';
import { tracks } from '../../../contract/compat.ts';
import type { Finding } from '../../../contract/finding.ts';
import { planSchema, type ResolvedPlan } from '../../../contract/plan.ts';
import { checkPlan, type Knowledge } from '../../plan/check.ts';
import { nodeFacts } from '../../plan/node-facts.ts';
import { chooseTrack } from '../../plan/track.ts';

/** Each way to set Kubernetes up, tried on the plan: the same rules that judge the plan judge what it would become. */
export function kubernetesChoices(plan: ResolvedPlan, knowledge: Knowledge): KubernetesChoices {
  const { compat } = knowledge;
  const findingsWith = (kubernetes: Partial<ResolvedPlan['kubernetes']>): readonly Finding[] =>
    checkPlan({ ...plan, nodes: [...plan.nodes], kubernetes: { ...plan.kubernetes, ...kubernetes } }, knowledge).filter(
      isAboutIt,
    );
  const { track, version, chosenBy } = chooseTrack({
    kubernetes: plan.kubernetes,
    nodes: nodeFacts(plan.nodes, knowledge),
    compat,
  });
  const trackOption = (id: (typeof tracks)[number]): KubernetesOption => {
    const { default: usual, reason, source } = compat.tracks[id];
    return { id, version: usual, reason, source, findings: sorted(findingsWith({ track: id, version: 'auto' })) };
  };
  return {
    ...{ track, version, chosenBy },
    reason: compat.tracks[track].reason,
    source: compat.tracks[track].source,
    tracks: tracks.map(trackOption),
    networks: networks.map((cni) => ({
      id: cni,
      findings: sorted(findingsWith({ cni }).filter((finding) => isOf(finding, 'cni'))),
    })),
    findings: sorted(findingsWith({})),
  };
}

/** Those that the plan's schema knows. */
const networks = planSchema.shape.kubernetes.unwrap().shape.cni.unwrap().options;

/** Compatibility findings have a source; those of nodes count too, for a board may not carry a version. */
const isAboutIt = ({ path, source }: Finding): boolean => path[0] === 'kubernetes' || source !== undefined;
const isOf = ({ path }: Finding, field: string): boolean => path[1] === field;

const rank = { error: 0, warning: 1, advice: 2 } as const;
const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((left, right) => rank[left.severity] - rank[right.severity]);
