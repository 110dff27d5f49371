import { set, error, warning, type Rule } from './rule.ts';

/** etcd needs a majority, so one or an odd number of control planes (research/kubernetes.md 3.5: two are worse than one). */
export const roleRules: Rule = ({ nodes, plan }) => {
  const count = nodes.filter(({ node }) => node.role === 'control-plane').length;
  if (nodes.length === 0 || (count % 2 === 1 && count <= 7)) return [];
  if (count === 0) {
    const lone = nodes.find(({ node }) => nodes.filter((other) => other.node.entry === node.entry).length === 1);
    const edits = lone && set(['nodes', lone.node.entry, 'role'], 'control-plane');
    const fix = lone
      ? `Make ${lone.node.name} the control plane.`
      : 'Give one node an entry of its own, with role: control-plane.';
    return [
      error({
        code: 'control-plane-missing',
        path: ['nodes'],
        message: 'No node is a control plane.',
        fix,
        ...(edits && { edits }),
      }),
    ];
  }
  const path = ['nodes', plan.nodes.findLastIndex(({ role }) => role === 'control-plane'), 'role'];
  if (count % 2 === 1)
    return [
      warning({
        code: 'control-planes-many',
        path,
        message: `The plan has ${count} control planes; each more than seven slows every write to the cluster down.`,
        fix: 'Use three or five.',
      }),
    ];
  return [
    warning({
      code: 'control-plane-even',
      path,
      message: `The plan has ${count} control planes: with an even number the cluster survives no more failures than with one less.`,
      fix: `Use ${count - 1} or ${count + 1}.`,
    }),
  ];
};
