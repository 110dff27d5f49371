import type { ClusterNode, NodeEntry, PlanEdit, ResolvedPlan } from '../../electron/contract/plan.ts';

export type NodeField = 'name' | 'role' | 'board' | 'address' | 'image';

/** The plan as node edits need it: its nodes, and the image they get where they name none. */
export type PlanNodes = Pick<ResolvedPlan, 'nodes' | 'image'>;

export interface FieldChange {
  readonly index: number;
  readonly field: NodeField;
  /** The empty string takes an optional field away. */
  readonly value: string;
}

/**
 * Edits that change one field of one node. An entry that stands for several nodes (`pi[01-03]`) is spelled out first,
 * because a pattern has no place for one node's own value.
 */
export function changeField(plan: PlanNodes, { index, field, value }: FieldChange): readonly PlanEdit[] {
  const node = plan.nodes[index];
  if (node === undefined) return [];
  const { edits, at } = spellOut(plan, index);
  const path = ['nodes', at, field] as const;
  const change: PlanEdit = value === '' && field !== 'name' ? { op: 'remove', path } : { op: 'set', path, value };
  return [...edits, change];
}

/** Edits that take one node out of the plan. */
export function removeNode(plan: PlanNodes, index: number): readonly PlanEdit[] {
  if (plan.nodes[index] === undefined) return [];
  const { edits, at } = spellOut(plan, index);
  return [...edits, { op: 'remove', path: ['nodes', at] }];
}

/** Edits that add a node after the last, named and addressed as its predecessors suggest. */
export function addNode(plan: PlanNodes): readonly PlanEdit[] {
  const entries = new Set(plan.nodes.map(({ entry }) => entry)).size;
  return [{ op: 'insert', path: ['nodes'], index: entries, value: nextNode(plan) }];
}

/** The node one would add by hand: next free number in the name and in the address, same board as the last. */
export function nextNode({ nodes }: PlanNodes): Record<string, string> {
  const last = nodes.at(-1);
  if (last === undefined) return { name: 'pi01', role: 'control-plane', board: 'pi4' };
  const address = last.address === undefined ? undefined : nextAddress(last.address, nodes);
  return { name: nextName(last.name, nodes), role: 'worker', board: last.board, ...(address === undefined ? {} : { address }) };
}

function nextName(name: string, nodes: readonly ClusterNode[]): string {
  const taken = new Set(nodes.map((node) => node.name));
  const [, stem = name, digits = ''] = /^(.*?)(\d*)$/.exec(name) ?? [];
  const start = digits === '' ? 2 : Number(digits) + 1;
  const candidates = Array.from(
    { length: nodes.length + 1 },
    (_, step) => `${stem}${String(start + step).padStart(digits.length, '0')}`,
  );
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${name}-2`;
}

function nextAddress(address: string, nodes: readonly ClusterNode[]): string | undefined {
  const match = /^(\d+\.\d+\.\d+\.)(\d+)(\/\d+)?$/.exec(address);
  if (match === null) return undefined;
  const [, prefix = '', host = '0', suffix = ''] = match;
  const taken = new Set(nodes.map((node) => node.address));
  for (let next = Number(host) + 1; next < 255; next += 1) {
    const candidate = `${prefix}${String(next)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}

/** Replaces the entry of a node by one entry per node, where it stands for several; `at` is where the node's entry is then. */
function spellOut(plan: PlanNodes, index: number): { readonly edits: readonly PlanEdit[]; readonly at: number } {
  const { entry = 0 } = plan.nodes[index] ?? {};
  const siblings = plan.nodes.filter((node) => node.entry === entry);
  const first = plan.nodes.findIndex((node) => node.entry === entry);
  if (siblings.length < 2) return { edits: [], at: entry };
  const inserts = siblings.map((node, step): PlanEdit => ({
    op: 'insert',
    path: ['nodes'],
    index: entry + step,
    value: entryOf(node, plan.image),
  }));
  return { edits: [{ op: 'remove', path: ['nodes', entry] }, ...inserts], at: entry + index - first };
}

function entryOf(
  { name, role, board, address, image, labels }: ClusterNode,
  planImage: string | undefined,
): Partial<NodeEntry> & { name: string } {
  return {
    name,
    role,
    board,
    ...(address === undefined ? {} : { address }),
    ...(image === undefined || image === planImage ? {} : { image }),
    ...(labels === undefined ? {} : { labels: { ...labels } }),
  };
}
