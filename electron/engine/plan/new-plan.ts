import type { NewPlan } from '../../contract/plan.ts';
import { expandPattern, patternFor } from './patterns.ts';
import { yamlScalar } from './yaml-scalar.ts';

/**
 * The text of a fresh cluster.yaml, written to be read and edited by hand. The first node is the control plane, the others
 * are workers, as one pattern where their names count up. Names that cannot be expanded are written as given: `checkPlan` tells why.
 */
export function newPlanText(input: NewPlan): string {
  return [
    '# A cluster of Raspberry Pis. `slipway check` finds what is wrong or unwise here; comments stay.',
    'apiVersion: slipway/v1',
    'kind: Cluster',
    `name: ${yamlScalar(input.name)}`,
    '',
    '# Who may log in. A password, if you want one, is kept in secrets.json and never here.',
    'login:',
    '  user: pirate',
    ...keyLines(input.authorizedKeys),
    '',
    `locale: { timezone: ${yamlScalar(input.timezone)}, keyboard: us }`,
    '',
    '# With `addressing: static`, add `gateway`, `dns` and an `address` for each node, such as 192.168.10.[21-23]/24.',
    'network: { domain: local, addressing: dhcp }',
    '',
    '# What every card gets, unless a node names its own: an id of `slipway images list`, an address or a file.',
    input.image === undefined ? '# image: hypriotos-1.12.3' : `image: ${yamlScalar(input.image)}`,
    '',
    '# One line a node, or a range: pi[02-12] stands for pi02, pi03 … pi12.',
    'nodes:',
    ...nodeLines(input),
    '',
    '# `auto` picks what the boards and images can run, and `slipway check` says why.',
    'kubernetes: { track: auto, version: auto, podCidr: 10.244.0.0/16, serviceCidr: 10.96.0.0/12, cni: flannel }',
    '',
  ].join('\n');
}

function keyLines(keys: readonly string[]): readonly string[] {
  if (keys.length === 0)
    return ['  # The one line of a .pub file of yours, as a list item: - ssh-ed25519 AAAA… me@desk', '  authorizedKeys: []'];
  return ['  authorizedKeys:', ...keys.map((key) => `    - ${yamlScalar(key.trim())}`)];
}

function nodeLines({ nodes, board }: NewPlan): readonly string[] {
  const [first = '', ...others] = namesOf(nodes);
  const workers = others.length === 0 ? undefined : patternFor(others);
  return [
    nodeLine(first, 'control-plane', board),
    ...(workers === undefined ? others : [workers]).map((name) => nodeLine(name, 'worker', board)),
  ];
}

const nodeLine = (name: string, role: string, board: string): string =>
  `  - { name: ${yamlScalar(name)}, role: ${role}, board: ${yamlScalar(board)} }`;

/** `pi-master, pi-node[01-03]`: names and ranges with commas or spaces between them. */
function namesOf(text: string): readonly string[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.flatMap((part) => {
    const expansion = expandPattern(part);
    return expansion.ok ? expansion.values : [part];
  });
}
