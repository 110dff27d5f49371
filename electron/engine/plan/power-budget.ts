import type { Finding } from '../../contract/finding.ts';
import type { Board } from '../../contract/image.ts';
import type { Supply, SupplyLoad } from '../../contract/materials.ts';

export interface PoweredNode {
  readonly name: string;
  /** Undefined for a board that the catalogue does not know. */
  readonly board: Board | undefined;
}

/** For a board of which nothing is known: that of a Pi 4. */
const unknownLoad = 1.3;
const tightFrom = 0.9;

const loadOf = ({ board }: PoweredNode): number => board?.power?.load ?? unknownLoad;

/**
 * Spreads the boards over the supplies in the plan's order: over as many as there are, or else over as few as carry them
 * all with every core busy. (Seven Pi 2 on one 3 A hub each lost a board to `stress`: two racks of the Glasgow Pi cloud.)
 */
export function supplyLoads(nodes: readonly PoweredNode[], supply: Supply): readonly SupplyLoad[] {
  const groups = supply.count === undefined ? packed(nodes, supply) : dealt(nodes, supply.count);
  return groups.map((group, index) => {
    const loadAmps = round(group.reduce((sum, node) => sum + loadOf(node), 0));
    return {
      number: index + 1,
      nodes: group.map(({ name }) => name),
      loadAmps,
      limitAmps: supply.amps,
      verdict: verdictOf(group.length, loadAmps, supply),
    };
  });
}

function verdictOf(boards: number, loadAmps: number, { amps, ports }: Supply): SupplyLoad['verdict'] {
  if (loadAmps > amps || boards > ports) return 'over';
  return loadAmps > amps * tightFrom ? 'tight' : 'fits';
}

/** The next supply begins where the one before has no port or no current left; a board too hungry for any has one alone. */
function packed(nodes: readonly PoweredNode[], { ports, amps }: Supply): readonly (readonly PoweredNode[])[] {
  const groups: PoweredNode[][] = [];
  let load = 0;
  for (const node of nodes) {
    const group = groups.at(-1);
    if (group !== undefined && group.length < ports && load + loadOf(node) <= amps + 1e-9) {
      group.push(node);
      load += loadOf(node);
    } else {
      groups.push([node]);
      load = loadOf(node);
    }
  }
  return groups;
}

/** As evenly as it goes, neighbours together. */
function dealt(nodes: readonly PoweredNode[], count: number): readonly (readonly PoweredNode[])[] {
  return Array.from({ length: count }, (_, index) =>
    nodes.slice(Math.ceil((index * nodes.length) / count), Math.ceil(((index + 1) * nodes.length) / count)),
  );
}

const round = (amps: number): number => Math.round(amps * 100) / 100;

export function supplyFindings(nodes: readonly PoweredNode[], loads: readonly SupplyLoad[], supply: Supply): readonly Finding[] {
  return [
    ...loads.flatMap((load) => loadFinding(load, supply)),
    ...hungryFindings(nodes, supply),
    ...unknownFindings(nodes.filter(({ board }) => board?.power === undefined)),
  ];
}

function loadFinding({ number, nodes, loadAmps, verdict }: SupplyLoad, { amps, ports }: Supply): readonly Finding[] {
  if (verdict !== 'over') return [];
  const message =
    nodes.length > ports
      ? `Supply ${number} has ${ports} ports for ${nodes.length} boards.`
      : `Supply ${number} gives ${amps} A, but its ${nodes.length} boards draw ${loadAmps} A when all are busy: one will fail.`;
  return [finding('supply-over', 'error', [message, 'Take a stronger supply, or one more.'])];
}

/** A port below what the maker asks for works at rest and throttles under load. */
function hungryFindings(nodes: readonly PoweredNode[], { ampsPerPort }: Supply): readonly Finding[] {
  const boards = new Map(nodes.flatMap(({ board }) => (board?.power === undefined ? [] : [[board.id, board]])));
  return [...boards.values()].flatMap(({ name, power }) => {
    if (power === undefined || power.supply <= ampsPerPort) return [];
    const message = `A port gives ${ampsPerPort} A; the maker of the ${name} asks for ${power.supply} A.`;
    return power.load > ampsPerPort
      ? [finding('port-too-weak', 'error', [message, 'Take a supply with stronger ports.'])]
      : [
          finding('port-below-advice', 'advice', [
            `${message} The bare board draws ${power.load} A when busy; disks and sticks come on top.`,
            'Power disks by themselves, and let burn-in look for undervoltage.',
          ]),
        ];
  });
}

function unknownFindings(nodes: readonly PoweredNode[]): readonly Finding[] {
  if (nodes.length === 0) return [];
  const names = nodes.map(({ name }) => name).join(', ');
  return [finding('draw-unknown', 'advice', [`What ${names} draws is not known; ${unknownLoad} A is assumed.`, 'Measure it.'])];
}

const finding = (code: string, severity: Finding['severity'], [message, fix]: readonly [string, string]): Finding => ({
  code,
  path: [],
  severity,
  message,
  fix: { text: fix },
});
