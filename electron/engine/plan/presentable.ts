import type { Finding } from '../../contract/finding.ts';

const longest = 500;

/** Text of the user's with invisible and direction-changing characters spelled out: `\u{202e}`. */
export const visible = (text: string): string =>
  text.replace(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** A finding fit for a terminal and a page, whatever the plan holds: on one line and of bounded length. */
export function presentable(finding: Finding): Finding {
  const { message, fix } = finding;
  const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}….` : text);
  return { ...finding, message: visible(short(message)), ...(fix && { fix: { ...fix, text: visible(short(fix.text)) } }) };
}
