const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes as makers of cards print them: "32 GB", "62.5 GB", decimal units. */
export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${Number(value.toFixed(value < 100 ? 1 : 0))} ${units[power] ?? 'bytes'}`;
}
