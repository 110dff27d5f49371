import type { Compat, CompatCondition, CompatRule, CompatSubject } from '../../contract/compat.ts';
import type { Finding, PlanPath } from '../../contract/finding.ts';
import type { Plan } from '../../contract/plan.ts';
import { listed, type NodeFacts } from './rules/rule.ts';
import { architectureOf, type TrackChoice } from './track.ts';
import { compareVersions } from './versions.ts';

export interface CompatQuestion {
  readonly plan: Plan;
  readonly nodes: readonly NodeFacts[];
  readonly choice: TrackChoice;
}

/** What the compatibility rules have against a plan. Where a rule refuses a place, milder ones about it are silent. */
export function compatFindings(compat: Compat, question: CompatQuestion): readonly Finding[] {
  const found = compat.rules.flatMap((rule) => (holdsForCluster(rule.when, question) ? apply(rule, question) : []));
  const refused = new Set(found.filter(({ severity }) => severity === 'error').map(({ path }) => path.join('.')));
  return found.filter(({ severity, path }) => severity === 'error' || !refused.has(path.join('.')));
}

function holdsForCluster({ tracks, cni, addons, from, below }: CompatCondition, { plan, choice }: CompatQuestion): boolean {
  return (
    (tracks?.includes(choice.track) ?? true) &&
    (cni?.includes(plan.kubernetes.cni) ?? true) &&
    (addons?.some((addon) => plan.addons.includes(addon)) ?? true) &&
    (from === undefined || compareVersions(choice.version, from) >= 0) &&
    (below === undefined || compareVersions(choice.version, below) < 0)
  );
}

function apply(rule: CompatRule, question: CompatQuestion): readonly Finding[] {
  const matching = question.nodes.filter((facts) => holdsForNode(rule.when, facts));
  if (matching.length === 0) return [];
  switch (rule.about) {
    case 'board':
    case 'image':
    case 'role':
      return byPlace(rule, matching, question.plan).map((nodes) => finding(rule, nodes, question));
    case 'track':
    case 'version':
    case 'cni':
    case 'addons':
      return [finding(rule, matching, question)];
  }
}

function holdsForNode(when: CompatCondition, facts: NodeFacts): boolean {
  const { node, board, image } = facts;
  const memory = board === undefined ? Infinity : Math.max(...board.memoryMb);
  return (
    oneOf(when.roles, node.role) &&
    oneOf(when.boards, node.board) &&
    oneOf(when.architectures, architectureOf(facts)) &&
    oneOf(when.families, image?.family) &&
    oneOf(when.images, image?.id) &&
    (when.memoryBelowMb === undefined || memory < when.memoryBelowMb)
  );
}

/** A list that is not given asks nothing. */
const oneOf = <Value>(list: readonly Value[] | undefined, value: Value | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value));

/** Nodes that a rule speaks of in one place: those of one entry, or all that take the plan's image. */
function byPlace(rule: CompatRule, nodes: readonly NodeFacts[], plan: Plan): readonly (readonly NodeFacts[])[] {
  const places = new Map<string, NodeFacts[]>();
  for (const facts of nodes) {
    const key = pathOf(rule, [facts], plan).join('.');
    places.set(key, [...(places.get(key) ?? []), facts]);
  }
  return [...places.values()];
}

function finding(rule: CompatRule, nodes: readonly NodeFacts[], question: CompatQuestion): Finding {
  const { id, severity, source } = rule;
  return {
    code: id,
    severity,
    source,
    path: pathOf(rule, nodes, question.plan),
    message: filled(rule.reason, nodes, question),
    fix: { text: filled(rule.fix, nodes, question) },
  };
}

function pathOf({ about, when }: CompatRule, nodes: readonly NodeFacts[], plan: Plan): PlanPath {
  const entry = nodes[0]?.node.entry ?? 0;
  const places: Readonly<Record<CompatSubject, PlanPath>> = {
    board: ['nodes', entry, 'board'],
    image: plan.nodes[entry]?.image === undefined && plan.image !== undefined ? ['image'] : ['nodes', entry, 'image'],
    role: ['nodes', entry, 'role'],
    track: ['kubernetes', 'track'],
    version: ['kubernetes', 'version'],
    cni: ['kubernetes', 'cni'],
    addons: ['addons', plan.addons.findIndex((addon) => when.addons?.includes(addon))],
  };
  return places[about];
}

/** Puts the plan's values into a rule's sentence. */
function filled(text: string, nodes: readonly NodeFacts[], { plan, choice }: CompatQuestion): string {
  const values: Readonly<Record<string, string>> = {
    nodes: listed(nodes.map(({ node }) => node.name)),
    board: listed(nodes.map(({ node, board }) => board?.name ?? node.board)),
    image: listed(nodes.map(({ node, image }) => image?.name ?? node.image ?? 'its image')),
    track: choice.track,
    version: choice.version,
    cni: plan.kubernetes.cni,
  };
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
