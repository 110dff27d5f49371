import { plainText } from '../../../contract/plain-text.ts';

export type OsRelease = Readonly<Record<string, string>>;

const longestValue = 120;

/** Reads os-release(5): `NAME=value` lines, values plain or quoted. Values are cleaned for showing and cut to 120 characters. */
export function parseOsRelease(text: string): OsRelease {
  const lines = text.split(/\r?\n/u).map((line) => /^\s*([A-Z0-9_]+)=(.*)$/u.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], unquote(match[2] ?? '')]])));
}

function unquote(value: string): string {
  const trimmed = value.trim();
  const quoted = /^(["'])(.*)\1$/u.exec(trimmed);
  return plainText((quoted?.[2] ?? trimmed).replace(/\\(["$`\\])/gu, '$1')).slice(0, longestValue);
}
