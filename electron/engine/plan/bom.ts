import type { Finding } from '../../contract/finding.ts';
import type { Board } from '../../contract/image.ts';
import { switchSizes, type BillOfMaterials, type MaterialRow, type Materials } from '../../contract/materials.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import { supplyFindings, supplyLoads, type PoweredNode } from './power-budget.ts';

interface BomInput {
  readonly plan: ResolvedPlan;
  readonly boards: readonly Board[];
  readonly materials: Materials;
}

/** What the plan's cluster is made of, what it costs, and whether its power supplies and switch ports suffice. */
export function billOfMaterials({ plan, boards, materials }: BomInput): BillOfMaterials {
  const known = new Map(boards.map((board) => [board.id, board]));
  const powered = plan.nodes.map(({ name, board }): PoweredNode => ({ name, board: known.get(board) }));
  const supplies = supplyLoads(powered, materials.supply);
  const ports = switchPorts(plan.nodes.filter(({ board }) => known.get(board)?.ethernet !== false).length, materials);
  const needed: readonly Needed[] = [
    ...boardRows(plan.nodes, known),
    ...cableRows(plan.nodes.length, ports.wired),
    supplyRow(materials, supplies.length),
    switchRow(ports),
    caseRow(plan.nodes.length, materials.boardsPerCase),
  ];
  const rows = [
    ...needed.filter(({ quantity }) => quantity > 0).map((row) => priced(row, materials.prices[row.id])),
    ...materials.extra.map(({ unitCost, ...row }, index) => priced({ id: `extra/${index}`, reason: '', ...row }, unitCost)),
  ];
  return {
    cluster: plan.name,
    currency: materials.currency,
    rows,
    total: hundredths(rows.reduce((sum, { cost = 0 }) => sum + cost, 0)),
    unpriced: rows.filter(({ cost }) => cost === undefined).map(({ description }) => description),
    supplies,
    watts: hundredths(5 * supplies.reduce((sum, { loadAmps }) => sum + loadAmps, 0)),
    ports,
    findings: [...supplyFindings(powered, supplies, materials.supply), ...portFindings(ports)],
    materials,
  };
}

type Needed = Omit<MaterialRow, 'unitCost' | 'cost'>;

/** Money is counted in hundredths, so that 0.1 + 0.2 is 0.3. */
const hundredths = (amount: number): number => Math.round(amount * 100) / 100;

const priced = (row: Needed, unitCost: number | undefined): MaterialRow =>
  unitCost === undefined ? row : { ...row, unitCost, cost: hundredths(row.quantity * unitCost) };

function boardRows(nodes: readonly ClusterNode[], known: ReadonlyMap<string, Board>): readonly Needed[] {
  const ids = [...new Set(nodes.map(({ board }) => board))];
  return ids.map((id) => ({
    id: `board/${id}`,
    description: known.get(id)?.name ?? id,
    quantity: nodes.filter(({ board }) => board === id).length,
    reason: 'one for each node',
  }));
}

function cableRows(nodes: number, wired: number): readonly Needed[] {
  return [
    { id: 'card', description: 'microSD card, 32 GB', quantity: nodes, reason: 'one for each node' },
    {
      id: 'network-cable',
      description: 'Network cable',
      quantity: wired,
      reason: 'one for each board with a socket; the one to your router is not counted',
    },
    { id: 'power-cable', description: 'Power cable', quantity: nodes, reason: 'one for each board' },
  ];
}

const supplyRow = ({ supply: { ports, amps } }: Materials, quantity: number): Needed => ({
  id: 'supply',
  description: `USB power supply, ${ports} ports, ${amps} A`,
  quantity,
  reason: 'enough for every board with all cores busy',
});

const switchRow = ({ switches, perSwitch }: BillOfMaterials['ports']): Needed => ({
  id: 'switch',
  description: `Network switch, ${perSwitch} ports`,
  quantity: switches,
  reason: 'a port for each wired board, and one to your router',
});

const caseRow = (nodes: number, boardsPerCase: number): Needed => ({
  id: 'case',
  description: `Stackable case for ${boardsPerCase} boards`,
  quantity: Math.ceil(nodes / boardsPerCase),
  reason: `${boardsPerCase} boards in each`,
});

/** Each switch gives one port to its uplink: to the router, or to the switch before it. */
function switchPorts(wired: number, { switchPorts: chosen }: Materials): BillOfMaterials['ports'] {
  const largest = switchSizes[switchSizes.length - 1] ?? 48;
  const perSwitch = chosen ?? switchSizes.find((size) => size >= wired + 1) ?? largest;
  const switches = wired === 0 ? 0 : switchesFor(wired, perSwitch);
  return { wired, uplinks: switches, switches, perSwitch };
}

/** A chain of switches: every link between two takes a port at both ends. */
const switchesFor = (wired: number, perSwitch: number): number =>
  wired <= perSwitch - 1 ? 1 : Math.ceil((wired - 1) / Math.max(1, perSwitch - 2));

function portFindings({ switches, perSwitch }: BillOfMaterials['ports']): readonly Finding[] {
  if (switches < 2) return [];
  return [
    {
      code: 'several-switches',
      path: [],
      severity: 'advice',
      message: `${switches} switches of ${perSwitch} ports are needed, one linked to the next.`,
      fix: { text: 'Choose a larger switch, so that all nodes talk over one.' },
    },
  ];
}
