/** A text taken apart into what its editor chose (byte-order mark, line ends) and its lines. */
export interface LineText {
  readonly mark: '' | '\uFEFF';
  /** Without line ends. A text that ends with one has an empty last line. */
  readonly lines: readonly string[];
  /** End of each line but the last. */
  readonly ends: readonly string[];
}

export function splitLines(text: string): LineText {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const parts = text.slice(mark.length).split(/(\r\n|\n)/);
  return {
    mark,
    lines: parts.filter((_, index) => index % 2 === 0),
    ends: parts.filter((_, index) => index % 2 === 1),
  };
}

/** The line end that new lines get: that of most lines. */
export const commonEnd = ({ ends }: LineText): string =>
  ends.filter((end) => end === '\r\n').length * 2 > ends.length ? '\r\n' : '\n';
