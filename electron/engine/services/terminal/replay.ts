/** The last part of what a terminal said, so that a page that reloads sees it again. */
export interface Replay {
  push(text: string): void;
  /** How much was said in all, in UTF-16 units. */
  end(): number;
  /** What came after a position, whole pieces up to about `most` units; `gap` when the beginning is kept no longer. */
  after(position: number, most: number): { readonly text: string; readonly position: number; readonly gap: boolean };
}

/** Keeps the last `bound` units, give or take a piece. */
export function createReplay(bound: number): Replay {
  const pieces: string[] = [];
  let start = 0;
  let end = 0;
  return {
    push: (text) => {
      pieces.push(text);
      end += text.length;
      for (let first = pieces[0]; first !== undefined && end - start - first.length >= bound; first = pieces[0]) {
        start += first.length;
        pieces.shift();
      }
    },
    end: () => end,
    after: (position, most) => {
      const gap = position < start;
      let [at, text] = [start, ''];
      for (const piece of pieces) {
        if (text.length >= most) break;
        if (at + piece.length > position) text += piece.slice(Math.max(0, position - at));
        at += piece.length;
      }
      return { text, position: Math.max(position, start) + text.length, gap };
    },
  };
}
