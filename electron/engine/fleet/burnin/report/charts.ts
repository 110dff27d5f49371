import type { BoxPlot, BurninSeries } from '../../../../contract/burnin.ts';
import { escapeHtml } from '../../../../contract/html-page.ts';

export interface NamedBox {
  readonly name: string;
  readonly box: BoxPlot;
}

const width = 640;
const left = 150;

/** Box plots below each other on one scale from zero: whiskers at the extremes, the box at the quartiles, a line at the median. */
export function boxChart(boxes: readonly NamedBox[], unit: string): string {
  if (boxes.length === 0) return '';
  const most = Math.max(...boxes.map(({ box }) => box.max), 1e-9);
  const x = (value: number): number => Math.round((left + (value / most) * (width - left - 60)) * 10) / 10;
  const rows = boxes.map(({ name, box }, index) => {
    const y = 22 + index * 26;
    return [
      `<text x="${left - 8}" y="${y + 4}" text-anchor="end">${escapeHtml(name)}</text>`,
      `<path d="M${x(box.min)} ${y}H${x(box.lower)}M${x(box.upper)} ${y}H${x(box.max)}M${x(box.min)} ${y - 5}v10M${x(box.max)} ${y - 5}v10"/>`,
      `<rect x="${x(box.lower)}" y="${y - 8}" width="${Math.max(1, x(box.upper) - x(box.lower))}" height="16"/>`,
      `<path class="median" d="M${x(box.median)} ${y - 8}v16"/>`,
      `<text x="${x(box.max) + 6}" y="${y + 4}">${box.median.toPrecision(3)}</text>`,
    ].join('');
  });
  const height = 34 + boxes.length * 26;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Box plots in ${escapeHtml(unit)}">${rows.join('')}</svg>`;
}

/** Temperature over time, one line a node on one scale. */
export function lineChart(lines: readonly { readonly name: string; readonly series: BurninSeries }[]): string {
  const known = lines.filter(({ series }) => series.temperature.some((value) => value !== null));
  if (known.length === 0) return '';
  const temperatures = known.flatMap(({ series }) => series.temperature.flatMap((value) => value ?? []));
  const [low, high] = [Math.min(...temperatures) - 2, Math.max(...temperatures) + 2];
  const end = Math.max(...known.flatMap(({ series }) => series.seconds), 1);
  const height = 240;
  const point = (second: number, value: number): string =>
    `${(40 + (second / end) * (width - 60)).toFixed(1)},${(height - 24 - ((value - low) / (high - low)) * (height - 40)).toFixed(1)}`;
  const drawn = known.map(({ name, series }, index) => {
    const points = series.seconds.flatMap((second, at) => {
      const value = series.temperature[at];
      return value === null || value === undefined ? [] : [point(second, value)];
    });
    const title = `<title>${escapeHtml(name)}</title>`;
    return `<polyline class="line" stroke="hsl(${Math.round((index * 360) / known.length)} 65% 42%)" points="${points.join(' ')}">${title}</polyline>`;
  });
  const scale = `<text x="4" y="20">${high.toFixed(0)} °C</text><text x="4" y="${height - 24}">${low.toFixed(0)} °C</text><text x="${width - 20}" y="${height - 6}" text-anchor="end">${Math.round(end)} s</text>`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Temperature over time">${scale}${drawn.join('')}</svg>`;
}
