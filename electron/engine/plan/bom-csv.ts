import type { BillOfMaterials } from '../../contract/materials.ts';
import { cellText } from './csv.ts';

/** The bill for a spreadsheet: a row for each kind of part, the total last (RFC 4180, CRLF). */
export function bomToCsv({ rows, currency, total }: BillOfMaterials): string {
  const lines = [
    ['Quantity', `Unit cost (${currency})`, `Cost (${currency})`, 'Description', 'Why'],
    ...rows.map(({ quantity, unitCost, cost, description, reason }) => [
      String(quantity),
      amount(unitCost),
      amount(cost),
      description,
      reason,
    ]),
    ['', '', amount(total), 'Total', ''],
  ];
  return lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

const amount = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2));
