import { resolve } from 'node:path';
import type { CardOrder, CardTarget, Drive } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';

export interface OrderContext {
  /** Drives as they are now, judged for the image of these orders. */
  readonly drives: readonly Drive[];
  /** Targets of the batches that still run. */
  readonly running: readonly CardTarget[];
}

/**
 * Whether these orders may be carried out; throws the first reason why not. Pure.
 * Errors: `engine/bad-request` (a node twice), `card/two-nodes-one-target`, `card/in-use`, `drive/not-found`,
 * `drive/changed`, `drive/refused`, `drive/needs-confirmation`.
 */
export function checkOrders(orders: readonly CardOrder[], { drives, running }: OrderContext): void {
  const twice = firstRepeated(orders.map(({ node }) => node));
  if (twice !== undefined) throw new SlipwayError('engine/bad-request', `${twice} was ordered twice.`);
  const keys = orders.map(({ target }) => targetKey(target));
  const shared = firstRepeated(keys);
  if (shared !== undefined) throw new SlipwayError('card/two-nodes-one-target', sharing(orders, shared));
  const busy = new Set(running.map((target) => targetKey(target)));
  for (const order of orders) {
    if (busy.has(targetKey(order.target))) throw new SlipwayError('card/in-use', targetPath(order.target));
    checkDrive(order, drives);
  }
}

/** The path of the drive or card file. */
export const targetPath = (target: CardTarget): string => (target.kind === 'file' ? target.path : target.drive.path);

/** The same for two targets that are one; file names are compared as the system does. */
export function targetKey(target: CardTarget, platform: NodeJS.Platform = process.platform): string {
  if (target.kind === 'drive') return `drive:${target.drive.path}`;
  const path = resolve(target.path);
  return `file:${platform === 'linux' ? path : path.toLowerCase()}`;
}

function firstRepeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

const sharing = (orders: readonly CardOrder[], key: string): string =>
  orders
    .filter(({ target }) => targetKey(target) === key)
    .map(({ node, target }) => `${node} → ${targetPath(target)}`)
    .join(', ');

function checkDrive({ target, confirmation }: CardOrder, drives: readonly Drive[]): void {
  if (target.kind === 'file') return;
  const { path } = target.drive;
  const drive = drives.find(({ identity }) => identity.path === path);
  if (drive === undefined) throw new SlipwayError('drive/not-found', path);
  const differs = (['size', 'serial', 'model'] as const).filter((fact) => drive.identity[fact] !== target.drive[fact]);
  if (differs.length > 0) throw new SlipwayError('drive/changed', `${path}: another ${differs.join(' and ')}.`);
  // The same reader with another card of the same size: nothing else tells them apart.
  const { sequence } = target.drive;
  if (sequence !== undefined && sequence !== drive.identity.sequence)
    throw new SlipwayError('drive/changed', `${path}: a card was changed since.`);
  const reasons = drive.verdict.reasons.map(({ message }) => message).join(' ');
  switch (drive.verdict.decision) {
    case 'allowed':
      return;
    case 'refused':
      throw new SlipwayError('drive/refused', `${path}: ${reasons}`);
    case 'needs-confirmation':
      if (confirmation !== path && confirmation !== drive.title)
        throw new SlipwayError('drive/needs-confirmation', `${path}: ${reasons}`);
  }
}
