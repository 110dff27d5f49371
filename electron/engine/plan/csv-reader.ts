import { SlipwayError } from '../../contract/errors.ts';

export interface CsvRow {
  /** In the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const maxLength = 1024 * 1024;

/**
 * Reads CSV (RFC 4180) as spreadsheets write it: with or without byte-order mark, CRLF or LF, and with commas, semicolons
 * or tabs, whichever the first line has most of. Empty rows are left out.
 * Errors: `plan/bad-csv` naming the line.
 */
export function readCsv(text: string): readonly CsvRow[] {
  if (text.length > maxLength) throw new SlipwayError('plan/bad-csv', 'The file is larger than 1 MiB.');
  // Excel itself writes and obeys such a first line.
  const declared = /^\uFEFF?sep=(.)\r?\n/i.exec(text);
  const body = text.slice(declared?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0));
  const rows = readRows(body, declared?.[1] ?? separatorOf(body), declared === null ? 1 : 2);
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

function separatorOf(body: string): string {
  const [header = ''] = body
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function readRows(body: string, separator: string, firstLine: number): readonly CsvRow[] {
  const special = separator === '\t' ? '\\t' : `\\u{${(separator.codePointAt(0) ?? 0).toString(16)}}`;
  const token = new RegExp(`"((?:[^"]|"")*)"[ \\t]*(?=${special}|\\r|\\n|$)|([^${special}\\r\\n]*)`, 'uy');
  const rows: CsvRow[] = [];
  let line = firstLine;
  let cells: string[] = [];
  let start = line;
  for (let offset = 0; offset <= body.length;) {
    token.lastIndex = offset;
    const [whole = '', quoted, plain = ''] = token.exec(body) ?? [];
    if (quoted === undefined && plain.includes('"'))
      throw new SlipwayError('plan/bad-csv', `Line ${line} has a quotation mark out of place.`);
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    offset += whole.length;
    if (body[offset] === separator) {
      offset += 1;
      continue;
    }
    rows.push({ line: start, cells });
    offset += body.startsWith('\r\n', offset) ? 2 : 1;
    line += 1;
    start = line;
    cells = [];
  }
  return rows;
}
