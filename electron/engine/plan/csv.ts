import { SlipwayError } from '../../contract/errors.ts';
import { roles, type NodeEntry, type ResolvedPlan, type Role } from '../../contract/plan.ts';
import { closest } from '../../contract/closest.ts';
import { maxNodes } from './patterns.ts';
import { readCsv, type CsvRow } from './csv-reader.ts';

const columns = ['name', 'role', 'board', 'address', 'image', 'labels'] as const;
type Column = (typeof columns)[number];

/**
 * The node table for a spreadsheet: one row a node, CRLF, quoted where needed (RFC 4180). A cell that a spreadsheet would
 * take for a formula begins with an apostrophe (OWASP, CSV injection); `nodesFromCsv` takes it away again.
 */
export function planToCsv(plan: ResolvedPlan): string {
  const rows = plan.nodes.map(({ name, role, board, address = '', image = '', labels = {} }) => [
    name,
    role,
    board,
    address,
    image === plan.image ? '' : image,
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  ]);
  const used = columns.filter((column, index) => column !== 'labels' || rows.some((row) => row[index] !== ''));
  return [used, ...rows.map((row) => row.slice(0, used.length))].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

/** One cell of a CSV row, quoted where needed and harmless to a spreadsheet. */
export function cellText(value: string): string {
  const text = /^[=+\-@\t\r']/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Node entries from a table whose first row names its columns, in any order; only `name` is needed.
 * Errors: `plan/bad-csv` naming line and column.
 */
export function nodesFromCsv(csv: string): NodeEntry[] {
  const [header, ...rows] = readCsv(csv);
  if (header === undefined) throw bad('The table is empty.');
  const order = columnsOf(header);
  if (rows.length === 0) throw bad('The table has a header, but no nodes.');
  if (rows.length > maxNodes) throw bad(`The table has ${rows.length} nodes; a plan has at most ${maxNodes}.`);
  return rows.map((row) => nodeOf(row, order));
}

function columnsOf({ cells, line }: CsvRow): readonly (Column | undefined)[] {
  const order = cells.map((cell, index) => {
    const name = cell.trim().toLowerCase();
    const column = columns.find((each) => each === name);
    if (column !== undefined) return column;
    // Spreadsheets end rows with empty cells where a later row was once wider.
    if (name === '') return undefined;
    const meant = closest(name, columns);
    const hint = meant === undefined ? `the columns are ${columns.join(', ')}.` : `did you mean ${meant}?`;
    throw bad(`Line ${line}, column ${index + 1}: "${name.slice(0, 40)}" is no known column; ${hint}`);
  });
  const twice = columns.find((column) => order.indexOf(column) !== order.lastIndexOf(column));
  if (twice !== undefined) throw bad(`Line ${line}: the column ${twice} is there twice.`);
  if (!order.includes('name')) throw bad(`Line ${line}: there is no column called name.`);
  return order;
}

function nodeOf(row: CsvRow, order: readonly (Column | undefined)[]): NodeEntry {
  const extra = row.cells.findIndex((cell, index) => order[index] === undefined && cell.trim() !== '');
  if (extra >= 0) throw bad(`Line ${row.line}, column ${extra + 1}: the header has no name for this column.`);
  const cell = (column: Column): string | undefined => {
    const text = row.cells[order.indexOf(column)]?.trim().replace(/^'(?=[=+\-@\t\r'])/, '');
    return text === '' ? undefined : text;
  };
  const name = cell('name');
  if (name === undefined) throw bad(`Line ${row.line}, column ${order.indexOf('name') + 1}: the node has no name.`);
  const [address, image, labels] = [cell('address'), cell('image'), cell('labels')];
  return {
    name,
    role: roleOf(cell('role'), row.line, order.indexOf('role') + 1),
    board: cell('board') ?? 'pi4',
    ...(address !== undefined && { address }),
    ...(image !== undefined && { image }),
    ...(labels !== undefined && { labels: labelsOf(labels, row.line, order.indexOf('labels') + 1) }),
  };
}

function roleOf(text: string | undefined, line: number, column: number): Role {
  if (text === undefined) return 'worker';
  const word = text.toLowerCase().replaceAll(/[\s_]+/g, '-');
  const role = roles.find((each) => each === word) ?? (word === 'master' ? 'control-plane' : undefined);
  if (role === undefined)
    throw bad(`Line ${line}, column ${column}: the role is "${text.slice(0, 40)}", but must be ${roles.join(' or ')}.`);
  return role;
}

function labelsOf(text: string, line: number, column: number): Readonly<Record<string, string>> {
  const pairs = text.split(/[\s,;]+/).map((pair) => /^([^=]+)=(.*)$/.exec(pair));
  const entries = pairs.map((pair) => {
    if (pair === null) throw bad(`Line ${line}, column ${column}: labels are written key=value, with spaces between them.`);
    return [pair[1] ?? '', pair[2] ?? ''] as const;
  });
  return Object.fromEntries(entries);
}

const bad = (detail: string): SlipwayError => new SlipwayError('plan/bad-csv', detail);
