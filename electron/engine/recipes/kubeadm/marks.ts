import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { recipeStep } from '../recipe-step.ts';
import { kubectl } from './kubectl.ts';
import { clusterMembers, type ClusterMember } from './nodes.ts';

/** Taints of a control plane: `master` up to 1.24, `control-plane` from 1.24 on. */
const ownTaints = ['node-role.kubernetes.io/master', 'node-role.kubernetes.io/control-plane'];

/** One thing to change on node objects: kubectl's words after `kubectl`. */
export interface Mark {
  readonly args: readonly string[];
}

/**
 * Labels and taints that the plan wants and the cluster has not. A lone node carries workloads; with others beside it the
 * control plane keeps its taint; a server of k3s never has one. Labels that others have set are left alone. Nodes that are not in the cluster are left out.
 */
export function missingMarks({ nodes, minor, track }: ClusterSpec, members: readonly ClusterMember[]): readonly Mark[] {
  const known = nodes.flatMap((node) => {
    const member = members.find(({ name }) => name === node.name);
    return member === undefined ? [] : [{ node, member }];
  });
  const taints = known.flatMap(({ node, member }) =>
    track === 'k3s' ? [] : taintMarks(node, member, { lone: nodes.length === 1, minor }),
  );
  return [...labelMarks(known), ...taints];
}

interface Known {
  readonly node: NodeSpec;
  readonly member: ClusterMember;
}

/** One mark for all nodes that lack the same labels: workers mostly do, and kubectl takes many names at once. */
function labelMarks(known: readonly Known[]): readonly Mark[] {
  const groups = new Map<string, { readonly labels: readonly string[]; readonly nodes: string[] }>();
  for (const { node, member } of known) {
    const labels = missingLabels(node, member);
    const group = groups.get(labels.join(',')) ?? { labels, nodes: [] };
    group.nodes.push(node.name);
    groups.set(labels.join(','), group);
  }
  return [...groups.values()].flatMap(({ labels, nodes }) =>
    labels.length === 0 ? [] : [{ args: ['label', 'node', ...nodes, '--overwrite', ...labels] }],
  );
}

/** `key=value` each. */
function missingLabels(node: NodeSpec, member: ClusterMember): readonly string[] {
  const role = node.role === 'worker' ? { 'node-role.kubernetes.io/worker': '' } : {};
  const missing = Object.entries({ ...role, ...node.labels }).filter(([key, value]) => member.labels[key] !== value);
  return missing.map(([key, value]) => `${key}=${value}`);
}

interface TaintQuestion {
  readonly lone: boolean;
  readonly minor: number;
}

function taintMarks(node: NodeSpec, member: ClusterMember, { lone, minor }: TaintQuestion): readonly Mark[] {
  if (node.role === 'worker') return [];
  const present = member.taints.filter(({ key }) => ownTaints.includes(key));
  if (lone) return present.map(({ key }) => ({ args: ['taint', 'node', node.name, `${key}-`] }));
  const key = minor >= 24 ? 'node-role.kubernetes.io/control-plane' : 'node-role.kubernetes.io/master';
  return present.length > 0 ? [] : [{ args: ['taint', 'node', node.name, `${key}=:NoSchedule`] }];
}

/** The plan's labels, the roles that \`kubectl get nodes\` shows, and who carries workloads. */
export const marksStep = (
  spec: ClusterSpec,
  parts: { readonly needs: readonly string[]; readonly after: readonly string[] },
): Step =>
  recipeStep({
    id: 'finish/marks',
    title: 'Labels and taints',
    on: 'cluster',
    stage: 'finish',
    ...parts,
    weight: 2,
    does: spec.nodes.length === 1 ? 'Sets labels; lets the only node carry workloads.' : 'Sets roles and labels of the nodes.',
    check: async (context) => {
      const marks = missingMarks(spec, await clusterMembers(context, spec));
      const summary =
        marks.length === 0 ? 'Labels and taints are as planned.' : marks.map(({ args }) => args.join(' ')).join('; ');
      return { done: marks.length === 0, summary };
    },
    act: async (context) => {
      for (const { args } of missingMarks(spec, await clusterMembers(context, spec))) await kubectl(context, spec, { args });
    },
  });
