import { resolve } from 'node:path';
import { hasErrors } from '../../contract/finding.ts';
import type { BillOfMaterials } from '../../contract/materials.ts';
import { argument, given, type Command } from '../command.ts';
import { table } from '../format.ts';

export const materialsCommand: Command = {
  name: 'materials',
  usage: 'DIR [--csv]',
  summary: 'bill of materials: quantities, costs, power and ports; --csv prints it for a spreadsheet',
  options: { csv: { type: 'boolean' } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const { materials } = await context.services();
    const bill = await materials.bill({ dir });
    const text = given(context, 'csv') ? (await materials.csv({ dir })).trimEnd() : billText(bill);
    context.output.result({ type: 'materials', ...bill }, text);
    return hasErrors(bill.findings) ? 2 : 0;
  },
};

function billText({ cluster, currency, rows, total, unpriced, supplies, watts, ports, findings }: BillOfMaterials): string {
  const money = (amount: number | undefined): string => (amount === undefined ? '--' : `${currency}${amount.toFixed(2)}`);
  const left = unpriced.length === 0 ? '' : ` (without: ${unpriced.join('; ')})`;
  return [
    table([
      ['QTY', 'UNIT', 'COST', 'WHAT'],
      ...rows.map(({ quantity, unitCost, cost, description }) => [String(quantity), money(unitCost), money(cost), description]),
      ['', '', money(total), `total for ${cluster}${left}`],
    ]),
    '',
    ...supplies.map(
      ({ number, nodes, loadAmps, limitAmps, verdict }) =>
        `supply ${number}: ${nodes.length} boards, ${loadAmps} A of ${limitAmps} A when all are busy: ${verdict}`,
    ),
    `power: ${watts} W when all are busy`,
    `network: ${ports.wired} wired boards and ${ports.uplinks} to the router on ${ports.switches} × ${ports.perSwitch} ports`,
    ...findings.map(({ severity, message, fix }) => `${severity}: ${message}${fix === undefined ? '' : ` ${fix.text}`}`),
  ].join('\n');
}
