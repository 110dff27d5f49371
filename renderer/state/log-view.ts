import type { LogPart } from '../../electron/contract/runbook.ts';

/** The end of a log, as much as a page bears. */
export interface LogView {
  readonly text: string;
  /** Where the next part begins, in bytes. */
  readonly next: number;
  /** The beginning was left out. */
  readonly cut: boolean;
}

const maxCharacters = 200_000;

export const emptyLog: LogView = { text: '', next: 0, cut: false };

export function appendLog(log: LogView, part: LogPart): LogView {
  const text = log.text + harmless(part.text);
  const cut = text.length > maxCharacters;
  return { text: cut ? text.slice(-maxCharacters) : text, next: part.next, cut: log.cut || cut };
}

/** What could steer or deceive is gone already where it came in; the page does not rely on that. */
const harmless = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F]/g, '');
