import type { ClusterOutlook } from '../../contract/outlook.ts';
import type { StepInfo } from '../../contract/runbook.ts';

/** What Kubernetes the plan comes to, and the steps of each node and of the cluster, in their order. */
export function outlookText({ track, version, reason, endpoint, network, steps }: ClusterOutlook): string {
  const head = [
    `Kubernetes ${version} as ${track}${reason === undefined ? '' : `, because ${reason}`}`,
    `  API     https://${endpoint}, pod network ${network}`,
  ];
  const places = [...new Set(steps.map(({ on }) => on))];
  return [...head, ...places.flatMap((on) => [on, ...steps.filter((step) => step.on === on).map(stepText)])].join('\n');
}

const stepText = ({ title, does }: StepInfo): string => `  step    ${title}${does === undefined ? '' : `: ${does}`}`;
