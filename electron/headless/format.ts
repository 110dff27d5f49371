import type { ByteProgress } from '../contract/image.ts';

/** Decimal units, as on card packages: `1.04 GB`. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${units[unit] ?? 'TB'}`;
}

/** `38 % · 19.6 MB/s · 64 s left · limited by card`; parts that are not known are left out. */
export function progressText({ done, total, bytesPerSecond, secondsLeft, limitedBy }: ByteProgress): string {
  const parts = [
    total === undefined || total === 0 ? bytes(done) : `${Math.floor((done / total) * 100)} %`,
    bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : '',
    secondsLeft === undefined ? '' : `${Math.ceil(secondsLeft)} s left`,
    limitedBy === undefined ? '' : `limited by ${limitedBy}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Columns padded to their widest cell, two spaces apart; the last column is left ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '))
    .join('\n');
}
