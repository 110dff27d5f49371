const locale = 'en';
const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const integer = new Intl.NumberFormat(locale);

export const count = (value: number): string => integer.format(value);

/** 1 040 000 000 → "1.04 GB": three significant digits, powers of 1000 as on the card's label. */
export function bytes(value: number): string {
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  const digits = scaled >= 100 || power === 0 ? 0 : scaled >= 10 ? 1 : 2;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(scaled)} ${units[power] ?? 'B'}`;
}

export const rate = (bytesPerSecond: number): string => `${bytes(Math.round(bytesPerSecond))}/s`;

/** 0.384 → "38 %"; never 100 before the end. */
export const percent = (fraction: number): string =>
  `${String(fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100)))} %`;

/** Seconds as a person would say them: to the second below a minute, then ever more roughly. */
export function timeLeft(seconds: number): string {
  if (seconds < 1.5) return 'a moment left';
  if (seconds < 55) return `${String(seconds < 20 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5)} s left`;
  if (seconds < 3300) return `about ${String(Math.max(1, Math.round(seconds / 60)))} min left`;
  return `about ${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(seconds / 3600)} h left`;
}

export function duration(seconds: number): string {
  if (seconds < 10) return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(seconds)} s`;
  if (seconds < 90) return `${String(Math.round(seconds))} s`;
  return `${String(Math.floor(seconds / 60))} min ${String(Math.round(seconds % 60))} s`;
}

/** "Nov 21, 2026, 14:05" in the time zone of the reader. */
export const dateTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hour12: false }).format(new Date(iso));

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "3 hours ago", for times that have passed. */
export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  const step = steps.find(([, length]) => seconds >= length);
  return step === undefined ? 'just now' : relative.format(-Math.floor(seconds / step[1]), step[0]);
}

export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** "a, b and c" */
export const list = (items: readonly string[]): string => new Intl.ListFormat(locale).format(items);

/** “Raspberry Pi 4” → “Pi 4”, where room is short and everything is a Pi. */
export const shortBoard = (name: string): string => name.replace(/^Raspberry Pi (?=\S)/, 'Pi ');

/** First 12 digits of a SHA-256: enough to compare by eye. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);
