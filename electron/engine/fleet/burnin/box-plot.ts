import type { BoxPlot } from '../../../contract/burnin.ts';

/** The five numbers of a box plot, with linear interpolation between values (R's type 7); undefined for fewer than two values. */
export function boxPlot(values: readonly (number | null | undefined)[]): BoxPlot | undefined {
  const known = values.flatMap((value) => (typeof value === 'number' && Number.isFinite(value) ? [value] : []));
  const sorted = known.toSorted((a, b) => a - b);
  if (sorted.length < 2) return undefined;
  const at = (share: number): number => quantile(sorted, share);
  return { min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) };
}

/** `sorted` is not empty; `share` from 0 to 1. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
