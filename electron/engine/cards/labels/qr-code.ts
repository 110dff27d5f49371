import { create } from 'qrcode';

/** A QR code as one SVG path on a grid of `size` × `size` modules, quiet zone of four modules included. */
export interface QrCode {
  readonly size: number;
  readonly path: string;
}

/** The white frame that readers need around a code, modules. Source: ISO/IEC 18004. */
const quietZone = 4;

/** Error correction M: a label that is scratched or bent a little still reads. Every run of dark modules in a row is one rectangle. */
export function qrCode(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const rows = Array.from({ length: modules.size }, (_, row) =>
    darkRuns(modules.size, (column) => modules.get(row, column) === 1),
  );
  const path = rows.flatMap((runs, row) =>
    runs.map(([from, length]) => `M${from + quietZone} ${row + quietZone}h${length}v1h-${length}z`),
  );
  return { size: modules.size + 2 * quietZone, path: path.join('') };
}

/** Start and length of each run of dark modules. */
function darkRuns(size: number, isDark: (column: number) => boolean): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (let column = 0; column < size; column += 1) {
    if (!isDark(column)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === column) last[1] += 1;
    else runs.push([column, 1]);
  }
  return runs;
}
