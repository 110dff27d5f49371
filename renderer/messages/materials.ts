import type { SupplyLoad } from '../../electron/contract/materials.ts';
import { count, list, plural } from './format.ts';

const amount = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const amps = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const ampere = (value: number): string => `${amps.format(value)} A`;

export const materials = {
  enter: 'What to buy',
  title: 'What do you need, and what does it cost?',
  lead: 'Quantities follow the plan. Prices are yours to write: those shown first are one example. They are kept in materials.yaml.',
  print: 'Print',
  csv: 'Download as CSV',
  table: 'Bill of materials',
  columns: { quantity: 'Quantity', what: 'What', unit: 'Unit cost', cost: 'Cost', remove: 'Remove' },
  money: (currency: string, value: number | undefined) => (value === undefined ? '–' : `${currency}${amount.format(value)}`),
  unitOf: (what: string) => `Unit cost of ${what}`,
  quantityOf: (what: string) => `Quantity of ${what}`,
  nameOf: (row: number) => `What row ${String(row)} of your own is`,
  remove: (what: string) => `Remove ${what}`,
  total: 'Total',
  unpriced: (what: readonly string[]) => `Without ${list(what)}: no price is given.`,
  add: 'Add a row of your own',
  newRow: 'Something else',
  currency: 'Currency',
  power: {
    title: 'Power',
    lead: (watts: number) => `${count(Math.round(watts))} W when every board is busy on all cores, at 5 V.`,
    supply: (number: number, nodes: readonly string[]) =>
      `Supply ${String(number)}: ${nodes.length > 4 ? plural(nodes.length, 'board') : list(nodes)}`,
    load: (load: number, limit: number) => `${ampere(load)} of ${ampere(limit)}`,
    bar: (number: number) => `Load of supply ${String(number)}`,
    verdict: { fits: 'Fits', tight: 'Tight', over: 'Too much' } satisfies Record<SupplyLoad['verdict'], string>,
    ports: 'Ports of a supply',
    amps: 'Ampere in all',
    ampsPerPort: 'Ampere a port',
    count: 'Supplies',
    countHint: 'Empty: as many as needed.',
  },
  network: {
    title: 'Network',
    summary: ({ wired, uplinks, switches, perSwitch }: Record<'wired' | 'uplinks' | 'switches' | 'perSwitch', number>) =>
      switches === 0
        ? 'No board of the plan has a socket for a cable.'
        : `${plural(wired, 'wired board')} and ${plural(uplinks, 'uplink')} on ${plural(switches, 'switch', 'switches')} with ${plural(perSwitch, 'port')}.`,
    size: 'Switch',
    automatic: 'The smallest that fits',
    ports: (ports: number) => plural(ports, 'port'),
  },
  notNumber: 'Write a number, such as 9 or 9.50.',
  notWhole: 'Write a whole number from 1 on.',
  saved: 'materials.yaml saved.',
} as const;
