import type { PlanPath } from '../../contract/finding.ts';

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of plain data; undefined where there is none. */
export function valueAt(data: unknown, path: PlanPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return typeof part === 'number' ? (value as readonly unknown[])[part] : undefined;
    return isMapping(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, data);
}

/** A copy with another value at a path that exists; undefined takes the key away. */
export function withValue(data: unknown, path: PlanPath, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(data)) return data.map((item: unknown, index) => (index === part ? withValue(item, rest, value) : item));
  if (!isMapping(data)) return data;
  const next = withValue(data[part], rest, value);
  const others = Object.entries(data).filter(([key]) => key !== String(part));
  return Object.fromEntries(next === undefined ? others : [...others, [String(part), next]]);
}
