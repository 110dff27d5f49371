import type { LogPart } from '../../electron/contract/runbook.ts';

/** Some lines of a log. A long line without an end is cut where a block is full. */
export interface LogBlock {
  /** Its place in the whole log: the same block keeps it when the beginning is left out. */
  readonly at: number;
  readonly text: string;
}

/** The end of a log, as much as a page bears. */
export interface LogView {
  /** What is added changes the last block and adds others: no page lays out a long log anew for each line. */
  readonly blocks: readonly LogBlock[];
  /** Where the next part begins, in bytes. */
  readonly next: number;
  /** The beginning was left out. */
  readonly cut: boolean;
}

const blockCharacters = 8_000;
const maxBlocks = 25;

export const emptyLog: LogView = { blocks: [], next: 0, cut: false };

export function appendLog(log: LogView, part: LogPart): LogView {
  const last = log.blocks.at(-1) ?? { at: 0, text: '' };
  const blocks = [...log.blocks.slice(0, -1), ...inBlocks(last.text + harmless(part.text), last.at)];
  return { blocks: blocks.slice(-maxBlocks), next: part.next, cut: log.cut || blocks.length > maxBlocks };
}

export const logText = ({ blocks }: LogView): string => blocks.map(({ text }) => text).join('');

function inBlocks(text: string, firstAt: number): readonly LogBlock[] {
  const blocks: LogBlock[] = [];
  let from = 0;
  while (text.length - from > blockCharacters) {
    const line = text.lastIndexOf('\n', from + blockCharacters - 1) + 1;
    const end = line > from ? line : from + blockCharacters;
    blocks.push({ at: firstAt + blocks.length, text: text.slice(from, end) });
    from = end;
  }
  return [...blocks, { at: firstAt + blocks.length, text: text.slice(from) }];
}

/** What could steer or deceive is gone already where it came in; the page does not rely on that. */
const harmless = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F]/g, '');
