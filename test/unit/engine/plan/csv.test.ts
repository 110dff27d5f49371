import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedPlan } from '../../../../electron/contract/plan.ts';
import { nodesFromCsv, planToCsv } from '../../../../electron/engine/plan/csv.ts';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { planWith } from '../../../fakes/cluster-plan.ts';

const plan = (): ResolvedPlan => resolvePlan(planWith({}));

describe('planToCsv', () => {
  it('writes one row a node, ranges spelled out, without the image that all share', () => {
    expect(planToCsv(plan())).toBe(
      [
        'name,role,board,address,image',
        'pi-master,control-plane,pi4,192.168.10.20/24,',
        'pi-node01,worker,pi4,192.168.10.21/24,',
        'pi-node02,worker,pi4,192.168.10.22/24,',
        '',
      ].join('\r\n'),
    );
  });

  it('lets no cell become a formula in a spreadsheet', () => {
    for (const name of ['=1+1', '+1', '-1', '@x', '\tx', "'x"]) {
      const [, row = ''] = planToCsv({ ...plan(), nodes: [{ name, role: 'worker', board: 'pi4', entry: 0 }] }).split('\r\n');
      expect(row).toMatch(/^"?'/);
    }
  });

  it('is read back as the same nodes, whatever is in their cells', () => {
    const cell = fc.stringMatching(/^\S([^\r\n]{0,10}\S)?$/);
    const node = fc.record({
      name: cell,
      role: fc.constantFrom('worker' as const, 'control-plane' as const),
      board: cell,
      address: cell,
      image: cell,
      entry: fc.constant(0),
    });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 5 }), (nodes) => {
        const csv = planToCsv({ ...plan(), nodes });
        expect(nodesFromCsv(csv)).toEqual(nodes.map(({ entry: _, ...rest }) => rest));
      }),
    );
  });

  it('carries labels', () => {
    const csv = planToCsv({
      ...plan(),
      nodes: [{ name: 'a', role: 'worker', board: 'pi4', labels: { disk: 'ssd', rack: '1' }, entry: 0 }],
    });
    expect(nodesFromCsv(csv)).toEqual([{ name: 'a', role: 'worker', board: 'pi4', labels: { disk: 'ssd', rack: '1' } }]);
  });
});

describe('nodesFromCsv', () => {
  const two = [
    { name: 'a', role: 'control-plane', board: 'pi4' },
    { name: 'b', role: 'worker', board: 'pi5', address: '10.0.0.2/24' },
  ];

  it.each([
    ['commas', 'name,role,board,address\na,control-plane,,\nb,,pi5,10.0.0.2/24\n'],
    [
      'semicolons, CRLF and a byte-order mark, as Excel writes',
      '\uFEFFname;role;board;address\r\na;control-plane;;\r\nb;;pi5;10.0.0.2/24\r\n',
    ],
    ['tabs', 'name\trole\tboard\taddress\na\tcontrol-plane\t\t\nb\t\tpi5\t10.0.0.2/24'],
    ['a line that declares the separator', 'sep=;\r\nname;role;board;address\r\na;control-plane;;\r\nb;;pi5;10.0.0.2/24\r\n'],
    ['columns in another order and case', 'Address,BOARD, name ,Role\n,,a,Control Plane\n10.0.0.2/24,pi5,b,\n'],
    ['quotes', '"name","role","board","address"\n"a","control-plane","",""\n"b",,"pi5","10.0.0.2/24"\n'],
    ['empty rows and columns between', 'name,role,board,address,,\n,,,,,\na,master,,,,\n\nb,,pi5,10.0.0.2/24,,\n'],
  ])('reads a table with %s', (_, csv) => {
    expect(nodesFromCsv(csv)).toEqual(two);
  });

  it('reads quotation marks and line breaks within quotes', () => {
    expect(nodesFromCsv('name,image\n"a ""b"" c","x,\r\ny"\n')[0]).toMatchObject({ name: 'a "b" c', image: 'x,\r\ny' });
  });

  it.each([
    ['', /empty/],
    ['name,role\n', /no nodes/],
    ['name,rolle\na,worker', /^Line 1, column 2: "rolle".*role\?$/],
    ['name,colour\na,red', /^Line 1, column 2: "colour"/],
    ['name,name\na,b', /^Line 1: the column name is there twice/],
    ['role\nworker', /^Line 1: there is no column called name/],
    ['name,role\na,worker\n\n"b\nc",boss', /^Line 4, column 2: the role is "boss"/],
    ['name,role\na,worker\n,worker', /^Line 3, column 1: the node has no name/],
    ['name\n"a" b', /^Line 2 has a quotation mark out of place/],
    ['name\n"a', /^Line 2 has a quotation mark out of place/],
    ['name\na,b', /^Line 2, column 2: the header has no name/],
    ['name,labels\na,ssd', /^Line 2, column 2: labels/],
    [`name\n${'a\n'.repeat(257)}`, /257 nodes.*256/],
    ['x'.repeat(1024 * 1024 + 1), /1 MiB/],
  ])('refuses %j, naming line and column', (csv, detail) => {
    expect(() => nodesFromCsv(csv)).toThrow(
      expect.objectContaining({ code: 'plan/bad-csv', detail: expect.stringMatching(detail) as string }),
    );
  });

  it('fails with that code alone, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('name', 'role', ',', ';', '"', '\n', '\r\n', 'a', ' ', "'", '=', '\t', '\uFEFF'), {
          maxLength: 30,
        }),
        (parts) => {
          try {
            expect(nodesFromCsv(parts.join('')).length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toMatchObject({ code: 'plan/bad-csv' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
