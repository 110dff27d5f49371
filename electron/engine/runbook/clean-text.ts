/** Escape sequences of terminals (ECMA-48): strings up to their terminator, control sequences, two-character escapes. */
const escapes =
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]?/g;

/** What is left of control characters, and those that make text look like another (bidirectional, zero-width). */
const unseen = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * One line of what a machine said, as it may be shown: without escape sequences and control characters. Of what a progress
 * display wrote over itself by carriage returns, the last is kept.
 */
export function cleanLine(line: string): string {
  const shown = line
    .split('\r')
    .filter((part) => part !== '')
    .at(-1);
  return (shown ?? '').replace(escapes, '').replace(unseen, '');
}
