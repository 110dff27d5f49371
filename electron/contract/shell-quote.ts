/**
 * Quotes any text as one word of a POSIX shell. Plain words stay readable.
 * NUL cannot be in a shell word at all and is dropped.
 */
export function shellQuote(text: string): string {
  const word = text.replaceAll('\0', '');
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) && !word.startsWith('=')) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line out of an argv; every word quoted. */
export const shellCommand = (argv: readonly string[]): string => argv.map(shellQuote).join(' ');
