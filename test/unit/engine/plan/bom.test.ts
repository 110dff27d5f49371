import { describe, expect, it } from 'vitest';
import { materialsSchema, type BillOfMaterials } from '../../../../electron/contract/materials.ts';
import { billOfMaterials } from '../../../../electron/engine/plan/bom.ts';
import { bomToCsv } from '../../../../electron/engine/plan/bom-csv.ts';
import { exampleMaterials, readMaterials } from '../../../../electron/engine/plan/materials-file.ts';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { brief, planWith, shippedKnowledge } from '../../../fakes/cluster-plan.ts';

interface BillOptions {
  readonly nodes?: string;
  readonly board?: string;
  readonly materials?: object;
}

async function bill({ nodes = 'pi[1-4]', board = 'pi3b+', materials }: BillOptions = {}): Promise<BillOfMaterials> {
  const { boards } = await shippedKnowledge();
  return billOfMaterials({
    plan: resolvePlan(planWith({ nodes: [{ name: nodes, board }] })),
    boards,
    materials:
      materials === undefined
        ? readMaterials(exampleMaterials)
        : materialsSchema.parse({ apiVersion: 'slipway/v1', kind: 'Materials', ...materials }),
  });
}

const quantities = ({ rows }: BillOfMaterials): Record<string, number> =>
  Object.fromEntries(rows.map(({ id, quantity }) => [id, quantity]));

describe('quantities and costs', () => {
  it('the example of the founding document costs $269 without its switch', async () => {
    const { rows, total, unpriced } = await bill();
    expect(rows.map(({ quantity, unitCost, description }) => [quantity, unitCost, description])).toEqual([
      [4, 40, 'Raspberry Pi 3 Model B+'],
      [4, 9, 'microSD card, 32 GB'],
      [4, 1, 'Network cable'],
      [4, 1, 'Power cable'],
      [1, 31, 'USB power supply, 6 ports, 12 A'],
      [1, undefined, 'Network switch, 5 ports'],
      [1, 34, 'Stackable case for 4 boards'],
    ]);
    expect([total, unpriced]).toEqual([269, ['Network switch, 5 ports']]);
  });

  it('a board without a network socket needs no cable and no port', async () => {
    const { ports, rows } = await bill({ board: 'pizero2w' });
    expect(ports).toMatchObject({ wired: 0, switches: 0 });
    expect(rows.map(({ id }) => id)).toEqual(['board/pizero2w', 'card', 'power-cable', 'supply', 'case']);
  });

  it.each([
    [4, 1, 5],
    [5, 1, 8],
    [7, 1, 8],
    [8, 1, 16],
    [47, 1, 48],
    [48, 2, 48],
    [93, 2, 48],
    [94, 3, 48],
  ])('%d wired boards hang on %d switches of %d ports', async (boards, switches, perSwitch) => {
    const { ports } = await bill({ nodes: `pi[1-${String(boards)}]` });
    expect(ports).toEqual({ wired: boards, uplinks: switches, switches, perSwitch });
  });

  it('rows of one’s own are counted, and money is exact to the hundredth', async () => {
    const result = await bill({
      materials: {
        prices: { card: 0.1 },
        extra: [{ description: 'Fan', quantity: 2, unitCost: 0.1 }, { description: 'Shelf' }],
      },
    });
    expect(result.total).toBe(0.6);
    expect(result.rows.at(-1)).toEqual({ id: 'extra/1', description: 'Shelf', quantity: 1, reason: '' });
    expect(result.unpriced).toContain('Shelf');
  });

  it('the table for a spreadsheet ends with the total and gives no formula away', async () => {
    const csv = bomToCsv(await bill({ materials: { prices: { card: 9.5 }, extra: [{ description: '=1+1', unitCost: 1 }] } }));
    expect(csv.split('\r\n').slice(-3)).toEqual([`1,1.00,1.00,'=1+1,`, ',,39.00,Total,', '']);
  });
});

describe('power', () => {
  it('seven Pi 2 are too much for one 3 A hub, as two racks of the Glasgow Pi cloud found out', async () => {
    const { supplies, findings } = await bill({
      nodes: 'pi[1-7]',
      board: 'pi2',
      materials: { supply: { ports: 7, amps: 3, ampsPerPort: 2, count: 1 } },
    });
    expect(supplies).toMatchObject([{ loadAmps: 5.74, limitAmps: 3, verdict: 'over' }]);
    expect(brief(findings)).toEqual(['error supply-over']);
    expect(findings[0]?.message).toContain('7 boards draw 5.74 A');
  });

  it('as many supplies are taken as carry every board when all are busy', async () => {
    const result = await bill({ nodes: 'pi[1-7]', board: 'pi2', materials: { supply: { ports: 7, amps: 3, ampsPerPort: 2 } } });
    expect(result.supplies.map(({ nodes }) => nodes.length)).toEqual([3, 3, 1]);
    expect(quantities(result)['supply']).toBe(3);
    expect(brief(result.findings)).toEqual([]);
  });

  it('a supply with fewer ports than boards is over, whatever it gives', async () => {
    const { findings } = await bill({ materials: { supply: { ports: 3, amps: 60, ampsPerPort: 3, count: 1 } } });
    expect(findings[0]?.message).toBe('Supply 1 has 3 ports for 4 boards.');
  });

  it('less than a tenth in reserve is tight', async () => {
    const { supplies } = await bill({ materials: { supply: { amps: 6, count: 1 } } });
    expect(supplies[0]?.verdict).toBe('tight');
  });

  it.each([
    ['pi5', 2.4, 'advice port-below-advice'],
    ['pi5', 1.5, 'error port-too-weak'],
  ])('a %s on a port of %d A is an %s', async (board, ampsPerPort, expected) => {
    const { findings } = await bill({ board, materials: { supply: { ampsPerPort } } });
    expect(brief(findings)).toEqual([expected]);
  });

  it('says so where what a board draws is not known', async () => {
    expect(brief((await bill({ board: 'banana' })).findings)).toEqual(['advice draw-unknown']);
  });
});
