import { z } from 'zod';
import type { PlanPath } from '../../contract/finding.ts';
import { planSchema } from '../../contract/plan.ts';

/** The keys that the plan's schema has at a path; none where it holds no mapping with fixed keys. */
export function knownKeys(path: PlanPath): readonly string[] {
  const schema = path.reduce<unknown>(stepInto, planSchema);
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function stepInto(schema: unknown, part: string | number): unknown {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  return inner instanceof z.ZodObject ? (inner.shape as Readonly<Record<string, unknown>>)[part] : undefined;
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap())
    : schema;
}
