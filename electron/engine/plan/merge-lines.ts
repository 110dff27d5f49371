import { diffArrays } from 'diff';

export interface MergedLine {
  readonly text: string;
  /** Where it stands in the original; absent for a line that changed. */
  readonly index?: number;
}

/** A stretch of lines that two texts share, or in which they differ; ends are exclusive. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
  readonly same: boolean;
}

interface Texts {
  readonly original: readonly string[];
  /** The original, restyled. */
  readonly base: readonly string[];
  /** The base, changed. */
  readonly changed: readonly string[];
}

/**
 * Carries the change from `base` to `changed` over to the original: lines that did not change come as they stand in the
 * original, changed ones as they stand in `changed`. Where restyling and change meet, `changed` wins.
 */
export function mergeLines({ original, base, changed }: Texts): readonly MergedLine[] {
  const owned = ownership(base, original);
  return hunks(base, changed, (left, right) => left === right).flatMap((change) => {
    if (!change.same) return changed.slice(change.otherFrom, change.otherTo).map((text): MergedLine => ({ text }));
    return base.slice(change.from, change.to).flatMap((text, step): readonly MergedLine[] => {
      const owner = owned[change.from + step];
      if (owner === undefined || owner.from < change.from || owner.to > change.to) return [{ text }];
      return owner.lines.map((index) => ({ text: original[index] ?? '', index }));
    });
  });
}

interface Ownership {
  /** The lines of base that were restyled together. */
  readonly from: number;
  readonly to: number;
  /** Lines of the original that this line of base stands for. */
  readonly lines: readonly number[];
}

/** For each line of base the lines of the original it stands for; lines that restyling dropped go with the next one. */
function ownership(base: readonly string[], original: readonly string[]): readonly Ownership[] {
  let dropped: readonly number[] = [];
  return hunks(base, original, sameButSpaces).flatMap(({ from, to, otherFrom, otherTo, same }) => {
    const others = Array.from({ length: otherTo - otherFrom }, (_, step) => otherFrom + step);
    const block = Array.from({ length: to - from }, (_, step): Ownership => {
      const before = step === 0 ? dropped : [];
      const own = same ? [otherFrom + step] : step === 0 ? others : [];
      return { from: same ? from + step : from, to: same ? from + step + 1 : to, lines: [...before, ...own] };
    });
    dropped = block.length === 0 ? [...dropped, ...others] : [];
    return block;
  });
}

const sameButSpaces = (left: string, right: string): boolean => left.replace(/\s+/g, '') === right.replace(/\s+/g, '');

function hunks(
  base: readonly string[],
  other: readonly string[],
  comparator: (left: string, right: string) => boolean,
): readonly Hunk[] {
  const found: Hunk[] = [];
  let [from, otherFrom] = [0, 0];
  for (const { count, added, removed } of diffArrays([...base], [...other], { comparator })) {
    const next: Hunk = {
      from,
      to: added ? from : from + count,
      otherFrom,
      otherTo: removed ? otherFrom : otherFrom + count,
      same: !added && !removed,
    };
    const last = found.at(-1);
    if (last === undefined || last.same || next.same) found.push(next);
    else found[found.length - 1] = { ...last, to: next.to, otherTo: next.otherTo };
    [from, otherFrom] = [next.to, next.otherTo];
  }
  return found;
}
