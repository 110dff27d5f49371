import { SlipwayError } from '../../../contract/errors.ts';
import { plainText } from '../../../contract/plain-text.ts';

/** What the facts script printed, by section. Everything in it was said by the node: any bytes at all. */
export interface Sections {
  /** Lines of a section without the blank that quoted them; none where the section is empty or missing. */
  lines(name: string): readonly string[];
  /** The first line that is not blank, fit to be shown; undefined where there is none. */
  first(name: string): string | undefined;
}

const longest = 200;

/** Text of the node as it may be shown and kept: without control characters, and cut. */
export const shown = (text: string): string => plainText(text).slice(0, longest).trim();

/** Words between blanks. */
export const words = (line: string): readonly string[] => line.split(/\s+/).filter((word) => word !== '');

/** A finite number in the text, or undefined. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,18}(?:\.\d{1,18})?$/.test(text.trim())) return undefined;
  return Number(text);
}

/** The object with its undefined values left out. */
export function known<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/**
 * Splits the script's output. Of two sections of one name the first counts.
 * Errors: `fleet/bad-answer` when the output does not begin and end as the script's does.
 */
export function splitSections(output: string): Sections {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith(' ')) current.push(line.slice(1));
    if (!line.startsWith('=')) continue;
    current = [];
    if (!sections.has(line)) sections.set(line, current);
  }
  if (sections.get('=slipway-facts')?.[0] !== '1' || !sections.has('=end'))
    throw new SlipwayError('fleet/bad-answer', 'Its facts are cut off or were made by another program.');
  const lines = (name: string): readonly string[] => sections.get(`=${name}`) ?? [];
  const first = (name: string): string | undefined =>
    lines(name)
      .map(shown)
      .find((line) => line !== '');
  return { lines, first };
}
