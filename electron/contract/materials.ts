import { z } from 'zod';
import type { Finding } from './finding.ts';

const cost = z.number().nonnegative().max(1_000_000);

/** A row that the plan does not ask for by itself: a screen, a fan, a shelf. */
const extraRowSchema = z.strictObject({
  description: z.string().min(1).max(200),
  quantity: z.number().int().nonnegative().max(10_000).default(1),
  /** Left out where it is at hand, or its price is not known. */
  unitCost: cost.optional(),
});

/** Chargers or powered hubs that feed the boards: all of one kind. */
const supplySchema = z.strictObject({
  ports: z.number().int().positive().max(64).default(6),
  /** What all its ports give together, in ampere at 5 V. */
  amps: z.number().positive().max(200).default(12),
  /** What one port gives, in ampere. */
  ampsPerPort: z.number().positive().max(20).default(2.4),
  /** How many there are; as many as the boards need where absent. */
  count: z.number().int().positive().max(256).optional(),
});
export type Supply = z.output<typeof supplySchema>;

/** Ports of the switches that are usually sold. */
export const switchSizes = [5, 8, 16, 24, 48] as const;

/** `materials.yaml` beside cluster.yaml: prices and what else is bought. Everything has a default. */
export const materialsSchema = z.strictObject({
  apiVersion: z.literal('slipway/v1'),
  kind: z.literal('Materials'),
  /** Before every amount: `$`, `€`, `CHF`. */
  currency: z.string().max(4).default('$'),
  /** Cost of one, by the id of a row ({@link MaterialRow.id}); a row without a price is not counted. */
  prices: z.record(z.string().max(80), cost).default({}),
  supply: supplySchema.prefault({}),
  /** Ports of the switch; the smallest usual one that fits where absent. */
  switchPorts: z.number().int().min(2).max(512).optional(),
  boardsPerCase: z.number().int().positive().max(64).default(4),
  extra: z.array(extraRowSchema).max(200).default([]),
});
export type Materials = z.output<typeof materialsSchema>;

export interface MaterialRow {
  /** `board/pi3b+`, `card`, `network-cable`, `power-cable`, `supply`, `switch`, `case`; `extra/0` for the first row of one's own. */
  readonly id: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitCost?: number;
  /** Quantity times unit cost, exact to the hundredth. */
  readonly cost?: number;
  /** Why so many, in a few words; empty for a row of one's own. */
  readonly reason: string;
}

/** One charger or hub and what it has to carry. Amperes at 5 V, with every board busy on all cores. */
export interface SupplyLoad {
  /** Counted from 1. */
  readonly number: number;
  readonly nodes: readonly string[];
  readonly loadAmps: number;
  readonly limitAmps: number;
  /** `tight`: less than a tenth is left. */
  readonly verdict: 'fits' | 'tight' | 'over';
}

export interface BillOfMaterials {
  readonly cluster: string;
  readonly currency: string;
  readonly rows: readonly MaterialRow[];
  readonly total: number;
  /** Descriptions of the rows that the total leaves out, because nobody said what they cost. */
  readonly unpriced: readonly string[];
  readonly supplies: readonly SupplyLoad[];
  /** Watt with every board busy, at 5 V. */
  readonly watts: number;
  readonly ports: { readonly wired: number; readonly uplinks: number; readonly switches: number; readonly perSwitch: number };
  readonly findings: readonly Finding[];
  readonly materials: Materials;
}
