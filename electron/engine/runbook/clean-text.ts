import { terminalSafe } from '../../contract/terminal-safe.ts';

/**
 * One line of what a machine said, as it may be shown: without escape sequences and control characters. Of what a progress
 * display wrote over itself by carriage returns, the last is kept.
 */
export function cleanLine(line: string): string {
  const shown = line
    .split('\r')
    .filter((part) => part !== '')
    .at(-1);
  return terminalSafe(shown ?? '');
}
