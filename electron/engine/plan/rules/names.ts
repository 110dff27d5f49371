import type { Finding } from '../../../contract/finding.ts';
import { expandPattern, maxNodes, patternFaultText } from '../patterns.ts';
import { error, quote, set, type Rule } from './rule.ts';

const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Names that already mean something on every machine. */
const reserved = new Set(['localhost', 'ip6-localhost', 'ip6-loopback', 'broadcasthost', 'ip6-allnodes', 'ip6-allrouters']);

/** Cluster name, domain and node names are DNS labels (RFC 1123), because hosts, mDNS and Kubernetes take them as such. */
export const nameRules: Rule = (context) => [
  ...labelFindings(context.plan.name, ['name']),
  ...domainFindings(context.plan.network.domain),
  ...context.plan.nodes.flatMap((entry, index) => entryFindings(entry.name, index)),
  ...duplicateFindings(context),
  ...lengthFindings(context),
  ...countFindings(context),
];

function entryFindings(pattern: string, index: number): readonly Finding[] {
  const path = ['nodes', index, 'name'];
  const expansion = expandPattern(pattern);
  if (!expansion.ok && expansion.fault.kind !== 'too-many' && usable(pattern.replace(/[[\]]/g, '')) !== undefined)
    return labelFindings(pattern, path);
  if (!expansion.ok)
    return [
      error({
        code: 'name-pattern',
        path,
        message: patternFaultText(pattern, expansion.fault),
        fix: 'Write one range: pi[01-03].',
      }),
    ];
  const bad = expansion.values.find((name) => usable(name) !== undefined);
  return bad === undefined ? [] : labelFindings(bad, path, pattern);
}

function labelFindings(name: string, path: readonly (string | number)[], written: string = name): readonly Finding[] {
  const fault = usable(name);
  if (fault === undefined) return [];
  const better = tidied(written);
  const sound = expandPattern(better);
  const edits = sound.ok && sound.values.every((value) => usable(value) === undefined) ? set(path, better) : undefined;
  return [
    error({
      code: fault.code,
      path,
      message: `${path.length === 1 ? 'The cluster name' : 'The node name'} ${quote(name)} ${fault.text}.`,
      fix: edits === undefined ? 'Use lower-case letters, digits and hyphens, 63 at most.' : `Call it ${quote(better)}.`,
      ...(edits && { edits }),
    }),
  ];
}

interface NameFault {
  readonly code: string;
  readonly text: string;
}

function usable(name: string): NameFault | undefined {
  if (name === '') return { code: 'name-empty', text: 'is empty' };
  if (name.length > 63) return { code: 'name-too-long', text: `has ${name.length} characters; 63 are possible` };
  if (reserved.has(name)) return { code: 'name-reserved', text: 'means the machine itself everywhere' };
  if (label.test(name)) return undefined;
  const strange = /[^a-zA-Z0-9-]/u.exec(name)?.[0];
  if (strange !== undefined)
    return { code: 'name-invalid', text: `holds ${characterName(strange)}, which no host name may hold` };
  if (/[A-Z]/.test(name)) return { code: 'name-upper-case', text: 'has upper-case letters, which Kubernetes refuses' };
  return { code: 'name-invalid', text: 'begins or ends with a hyphen' };
}

function characterName(character: string): string {
  switch (character) {
    case ' ':
      return 'a space';
    case '\n':
    case '\r':
      return 'a line break';
    case '\t':
      return 'a tab';
    case '.':
      return 'a dot (the domain has a place of its own)';
    case '_':
      return 'an underscore';
    default:
      return quote(character);
  }
}

/** The nearest sound name; brackets of a range stay. */
const tidied = (written: string): string =>
  written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9[\]-]+/gu, '-')
    .replace(/^-+|-+$/g, '');

function domainFindings(domain: string): readonly Finding[] {
  const labels = domain.split('.');
  if (labels.every((part) => label.test(part) && part.length <= 63)) return [];
  const better = domain
    .trim()
    .replace(/^\.+|\.+$/g, '')
    .toLowerCase();
  const sound = better.split('.').every((part) => label.test(part));
  return [
    error({
      code: 'domain-invalid',
      path: ['network', 'domain'],
      message: `The domain ${quote(domain)} is no DNS name.`,
      fix: sound ? `Write ${quote(better)}.` : 'Write a domain such as lan or home.arpa.',
      ...(sound && { edits: set(['network', 'domain'], better) }),
    }),
  ];
}

const duplicateFindings: Rule = ({ nodes }) => {
  const first = new Map<string, number>();
  return nodes.flatMap(({ node: { name, entry } }) => {
    const other = first.get(name);
    if (other === undefined) first.set(name, entry);
    if (other === undefined) return [];
    return [
      error({
        code: 'name-duplicate',
        path: ['nodes', entry, 'name'],
        message: `Two nodes are called ${quote(name)}.`,
        fix: `Give one of them another name; the first is entry ${other + 1}.`,
      }),
    ];
  });
};

/** A fully qualified name has 253 characters at most (RFC 1035). */
const lengthFindings: Rule = ({ nodes, plan }) =>
  nodes
    .filter(({ node }) => node.name.length <= 63 && `${node.name}.${plan.network.domain}`.length > 253)
    .slice(0, 1)
    .map(({ node }) =>
      error({
        code: 'name-too-long',
        path: ['network', 'domain'],
        message: `${quote(`${node.name}.${plan.network.domain}`)} is longer than the 253 characters of a DNS name.`,
        fix: 'Shorten the domain.',
      }),
    );

const countFindings: Rule = ({ nodes, plan }) => {
  if (plan.nodes.length === 0)
    return [
      error({
        code: 'nodes-missing',
        path: ['nodes'],
        message: 'The plan has no nodes.',
        fix: 'Add one: `- { name: pi01, role: control-plane }`.',
      }),
    ];
  if (nodes.length <= maxNodes) return [];
  return [
    error({
      code: 'nodes-too-many',
      path: ['nodes'],
      message: `The plan has more than ${maxNodes} nodes.`,
      fix: 'Split it into several clusters.',
    }),
  ];
};
