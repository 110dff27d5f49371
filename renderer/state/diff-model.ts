import { diffLines } from 'diff';

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Line numbers from 1 in the image's file and in ours; absent on the side where the line is not. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Line by line what changes from the image's own file to ours; every line of both is there. */
export function diffModel(before: string, after: string): readonly DiffLine[] {
  let left = 0;
  let right = 0;
  return diffLines(before, after).flatMap(({ added, removed, value }) =>
    linesOf(value).map((text): DiffLine => {
      if (added) return { kind: 'added', text, before: undefined, after: (right += 1) };
      if (removed) return { kind: 'removed', text, before: (left += 1), after: undefined };
      return { kind: 'same', text, before: (left += 1), after: (right += 1) };
    }),
  );
}

/** The last line end ends a line; it does not begin an empty one. */
function linesOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
