import type { CardOrder, CardTarget, Drive } from '../../electron/contract/card.ts';
import type { ClusterNode } from '../../electron/contract/plan.ts';
import type { CardChoices } from './view.ts';

export interface OrdersInput {
  readonly nodes: readonly ClusterNode[];
  readonly choices: CardChoices;
  readonly files: readonly { readonly node: string; readonly path: string }[];
  readonly drives: readonly Drive[];
}

/** A node with the card it will get; the drive is kept for what the confirmation must name. */
export interface PlannedCard {
  readonly node: ClusterNode;
  readonly target: CardTarget;
  readonly drive: Drive | undefined;
}

/** What the choices come to: nodes without a target, and drives that have gone, are left out. */
export function plannedCards({ nodes, choices, files, drives }: OrdersInput): readonly PlannedCard[] {
  return nodes
    .filter(({ name }) => !choices.skipped.includes(name))
    .flatMap((node): readonly PlannedCard[] => {
      if (choices.kind === 'files') {
        const path = files.find((file) => file.node === node.name)?.path;
        return path === undefined ? [] : [{ node, target: { kind: 'file', path }, drive: undefined }];
      }
      const drive = drives.find(({ identity }) => identity.path === choices.drives[node.name]);
      if (drive === undefined || drive.verdict.decision === 'refused') return [];
      return [{ node, target: { kind: 'drive', drive: drive.identity }, drive }];
    });
}

/** Drives that must be confirmed by typing their path. */
export const needConfirmation = (cards: readonly PlannedCard[]): readonly Drive[] =>
  cards.flatMap(({ drive }) => (drive?.verdict.decision === 'needs-confirmation' ? [drive] : []));

/** @param typed what the user typed, by drive path */
export function ordersOf(cards: readonly PlannedCard[], typed: Readonly<Record<string, string>>): CardOrder[] {
  return cards.map(({ node, target, drive }) => {
    const confirmation = drive === undefined ? undefined : typed[drive.identity.path];
    return { node: node.name, target, ...(confirmation === undefined || confirmation === '' ? {} : { confirmation }) };
  });
}

/** For each node without a drive, in order, the next free allowed one. Used by "Assign in order". */
export function assignInOrder({ nodes, choices, drives }: Omit<OrdersInput, 'files'>): Readonly<Record<string, string>> {
  const assigned: Record<string, string> = { ...choices.drives };
  const taken = new Set(Object.values(assigned));
  const free = drives.filter(({ identity, verdict }) => verdict.decision === 'allowed' && !taken.has(identity.path));
  const waiting = nodes.filter(({ name }) => assigned[name] === undefined && !choices.skipped.includes(name));
  waiting.forEach(({ name }, index) => {
    const path = free[index]?.identity.path;
    if (path !== undefined) assigned[name] = path;
  });
  return assigned;
}
