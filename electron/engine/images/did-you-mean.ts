import { closest } from '../../contract/closest.ts';

/** The candidate that a typing mistake away from `text` most likely meant, or that it begins; undefined when there is none. */
export function closestTo(text: string, candidates: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  const begun = candidates.find((candidate) => wanted.length >= 3 && candidate.toLowerCase().startsWith(wanted));
  return closest(text, candidates) ?? begun;
}
