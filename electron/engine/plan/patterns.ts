/** Most nodes that one entry, and one plan, may stand for. */
export const maxNodes = 256;

/** Why a pattern stands for nothing. */
export type PatternFault =
  | { readonly kind: 'unbalanced' }
  | { readonly kind: 'several-ranges' }
  | { readonly kind: 'not-a-range'; readonly inside: string }
  | { readonly kind: 'backwards'; readonly from: string; readonly to: string }
  | { readonly kind: 'too-many'; readonly count: number };

export type Expansion =
  { readonly ok: true; readonly values: readonly string[] } | { readonly ok: false; readonly fault: PatternFault };

/**
 * Spells out one range: `pi[08-11]` is pi08, pi09, pi10, pi11; `10.0.0.[9-11]/24` counts without zeros.
 * The width of the first number is kept. Text without brackets stands for itself.
 */
export function expandPattern(pattern: string): Expansion {
  const range = /^([^[\]]*)\[([^[\]]*)\]([^[\]]*)$/.exec(pattern);
  if (range === null) return withoutRange(pattern);
  const [, prefix = '', inside = '', suffix = ''] = range;
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(inside) ?? [];
  if (from === undefined || to === undefined) return fail({ kind: 'not-a-range', inside });
  const count = Number(to) - Number(from) + 1;
  if (count < 1) return fail({ kind: 'backwards', from, to });
  if (count > maxNodes) return fail({ kind: 'too-many', count });
  const number = (step: number): string => String(Number(from) + step).padStart(from.length, '0');
  return { ok: true, values: Array.from({ length: count }, (_, step) => `${prefix}${number(step)}${suffix}`) };
}

function withoutRange(pattern: string): Expansion {
  if (!/[[\]]/.test(pattern)) return { ok: true, values: [pattern] };
  return fail({ kind: (pattern.match(/\[/g) ?? []).length > 1 ? 'several-ranges' : 'unbalanced' });
}

const fail = (fault: PatternFault): Expansion => ({ ok: false, fault });

/** One sentence that says what is wrong with a pattern, and how it is written right. */
export function patternFaultText(pattern: string, fault: PatternFault): string {
  switch (fault.kind) {
    case 'unbalanced':
      return `"${pattern}" has a bracket without its partner; a range is written [01-03].`;
    case 'several-ranges':
      return `"${pattern}" has more than one range; one is possible, written [01-03].`;
    case 'not-a-range':
      return `"${pattern}" has no range between its brackets but "${fault.inside}"; a range is written [01-03].`;
    case 'backwards':
      return `"${pattern}" counts backwards, from ${fault.from} to ${fault.to}.`;
    case 'too-many':
      return `"${pattern}" stands for ${fault.count} nodes; a plan has at most ${maxNodes}.`;
  }
}

/**
 * The shortest pattern for these values, in order: `pi[02-03]` for pi02 and pi03.
 * Undefined when they do not count up one by one in a single place.
 */
export function patternFor(values: readonly string[]): string | undefined {
  const [first, second] = values;
  if (first === undefined) return undefined;
  if (second === undefined) return first;
  for (const match of first.matchAll(/\d{1,9}/g)) {
    const prefix = first.slice(0, match.index);
    const suffix = first.slice(match.index + match[0].length);
    const last = String(Number(match[0]) + values.length - 1).padStart(match[0].length, '0');
    const pattern = `${prefix}[${match[0]}-${last}]${suffix}`;
    const expansion = expandPattern(pattern);
    if (expansion.ok && expansion.values.every((value, index) => value === values[index])) return pattern;
  }
  return undefined;
}
