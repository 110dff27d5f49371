import type { ClusterCertificate, ClusterMember, ClusterSnapshot } from '../../contract/cluster.ts';
import type { ErrorFacts } from '../../contract/errors.ts';
import type { HeldLock, RunRecord } from '../../contract/runbook.ts';
import { table } from '../format.ts';

/** The cluster of a project as `slipway status` tells it. */
export interface ClusterReport {
  /** Whether the API server answered; when not, `nodes` is empty. */
  readonly reachable: boolean;
  readonly error?: ErrorFacts;
  /** Of the API server: `v1.36.4`. */
  readonly version: string;
  readonly nodes: readonly Pick<ClusterMember, 'name' | 'controlPlane' | 'ready' | 'cordoned' | 'kubelet'>[];
  /** Nodes of the plan that are not in the cluster. */
  readonly missing: readonly string[];
  /** The one that expires first, of those that are renewed every year. */
  readonly expiresFirst?: ClusterCertificate;
}

/** What a snapshot comes to. @param planned names of the plan's nodes */
export function clusterReport(
  { link, version, members, certificates }: ClusterSnapshot,
  planned: readonly string[],
): ClusterReport {
  const reachable = link.kind === 'live';
  const nodes = members.map(({ name, controlPlane, ready, cordoned, kubelet }) => ({
    ...{ name, controlPlane, ready, cordoned, kubelet },
  }));
  const expiresFirst = certificates.find(({ authority }) => !authority);
  return {
    reachable,
    version,
    nodes: reachable ? nodes : [],
    missing: reachable ? planned.filter((name) => !members.some((member) => member.name === name)) : [],
    ...(link.kind === 'lost' ? { error: link.error } : {}),
    ...(expiresFirst === undefined ? {} : { expiresFirst }),
  };
}

/** Whether the API answers and every node of the plan is Ready. */
export const isWhole = ({ reachable, nodes, missing }: ClusterReport): boolean =>
  reachable && missing.length === 0 && nodes.every(({ ready }) => ready === 'ready');

const states: Readonly<Record<ClusterMember['ready'], string>> = {
  ready: 'Ready',
  'not-ready': 'not Ready',
  unknown: 'not heard of',
};

/** A sentence on the API, a table of its nodes, a sentence on certificates. */
export function clusterText(report: ClusterReport, now: Date): string {
  const { reachable, version, nodes, missing, error, expiresFirst } = report;
  if (!reachable) {
    const why = error === undefined ? 'it did not answer in time.' : `${error.title} ${error.detail}`.trimEnd();
    return [`The API of the cluster is not reachable: ${why}`, ...certificateLine(expiresFirst, now)].join('\n');
  }
  const ready = nodes.filter((node) => node.ready === 'ready').length;
  const rows = nodes.map(({ name, controlPlane, ready: its, cordoned, kubelet }) => [
    ...[name, controlPlane ? 'control-plane' : 'worker', `${states[its]}${cordoned ? ', cordoned' : ''}`, kubelet],
  ]);
  return [
    `The API of the cluster answers: Kubernetes ${version}, ${ready} of ${nodes.length} nodes are Ready.`,
    table([['MEMBER', 'ROLE', 'STATE', 'KUBELET'], ...rows]),
    ...(missing.length === 0 ? [] : [`Not in the cluster: ${missing.join(', ')}.`]),
    ...certificateLine(expiresFirst, now),
  ].join('\n');
}

const day = 86_400_000;

function certificateLine(certificate: ClusterCertificate | undefined, now: Date): readonly string[] {
  if (certificate === undefined) return [];
  const { name, node, notAfter } = certificate;
  const left = Math.floor((Date.parse(notAfter) - now.getTime()) / day);
  const which = node === undefined ? name : `${name} on ${node}`;
  return [
    left < 0
      ? `A certificate has expired: ${which}, on ${notAfter.slice(0, 10)}.`
      : `Certificates: the first expires in ${left} days, on ${notAfter.slice(0, 10)} (${which}).`,
  ];
}

/** What the last run was, and who works on the cluster now. */
export function workText(last: RunRecord | undefined, lock: HeldLock | null): string {
  const run =
    last === undefined
      ? []
      : [
          `Last run: ${last.kind}, ${last.outcome}, begun ${last.startedAt}; ${last.changed} of ${last.steps} steps changed something.`,
          ...last.failed.map((title) => `  failed: ${title}`),
        ];
  return [...run, ...(lock === null ? [] : [lockText(lock)])].join('\n');
}

const lockText = ({ holder, quietSeconds }: HeldLock): string =>
  holder === undefined
    ? 'Somebody has locked the cluster.'
    : `${holder.name} on ${holder.host} works on the cluster (${holder.kind}) since ${holder.since}, last heard of ${quietSeconds} seconds ago.`;
