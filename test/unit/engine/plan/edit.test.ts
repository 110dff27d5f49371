import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PlanEdit } from '../../../../electron/contract/plan.ts';
import { editPlanText } from '../../../../electron/engine/plan/edit.ts';

const plan = `# My cluster
apiVersion: slipway/v1   # version


kind: Cluster
name:   'lab'        # the name
network:
    # where
    domain: lan
    dns: [192.168.1.1,   8.8.8.8]   # servers
wifi:
nodes:
    # first
    - {name: a, role: control-plane,   board: pi4}   # boss
    - { name: b }

    - name: c   # third
      board:   pi3
# end
`;

/** Lines that are in one text and not in the other. */
function difference(before: string, after: string): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { gone: old.filter((line) => !now.includes(line)), come: now.filter((line) => !old.includes(line)) };
}

describe('editPlanText', () => {
  it.each<[string, PlanEdit[], string[], string[]]>([
    [
      'a value keeps its quotes, comment and spacing',
      [{ op: 'set', path: ['name'], value: "it's" }],
      ["name:   'lab'        # the name"],
      ["name:   'it''s'        # the name"],
    ],
    [
      'a new key joins its mapping',
      [{ op: 'set', path: ['network', 'gateway'], value: '192.168.1.1' }],
      [],
      ['    gateway: 192.168.1.1'],
    ],
    [
      'a flow-style node stays on one line',
      [{ op: 'set', path: ['nodes', 1, 'address'], value: '10.0.0.[1-2]/24' }],
      ['    - { name: b }'],
      ['    - { name: b, address: "10.0.0.[1-2]/24" }'],
    ],
    [
      'a node is inserted in the style of its neighbours',
      [{ op: 'insert', path: ['nodes'], index: 1, value: { name: 'x', labels: { disk: 'ssd' } } }],
      [],
      ['    - { name: x, labels: { disk: ssd } }'],
    ],
    ['a node is removed with its line only', [{ op: 'remove', path: ['nodes', 1] }], ['    - { name: b }'], []],
    [
      'missing parents are made',
      [{ op: 'set', path: ['storage', 'nfs', 'server'], value: 'a' }],
      [],
      ['storage:', '    nfs:', '        server: a'],
    ],
    ['an empty value becomes a mapping', [{ op: 'set', path: ['wifi', 'ssid'], value: 'home' }], [], ['    ssid: home']],
    [
      'removing what is not there changes nothing',
      [
        { op: 'remove', path: ['image'] },
        { op: 'remove', path: ['nodes', 7, 'x'] },
      ],
      [],
      [],
    ],
    ['no edit changes nothing', [], [], []],
  ])('%s, and every other line stays to the byte', (...[_, edits, gone, come]) => {
    expect(difference(plan, editPlanText(plan, edits))).toEqual({ gone, come });
  });

  it('applies edits in order, each on the result of those before', () => {
    const edits: PlanEdit[] = [
      { op: 'remove', path: ['nodes', 0] },
      { op: 'insert', path: ['nodes'], index: 0, value: { name: 'x' } },
      { op: 'insert', path: ['nodes'], index: 99, value: { name: 'z' } },
      { op: 'set', path: ['nodes', 0, 'name'], value: 'y' },
    ];
    expect((parse(editPlanText(plan, edits)) as { nodes: { name: string }[] }).nodes.map(({ name }) => name)).toEqual([
      'y',
      'b',
      'c',
      'z',
    ]);
  });

  it('keeps a byte-order mark and CRLF, and gives new lines CRLF too', () => {
    const text = '\uFEFFname: a # x\r\nimage: b\r\n';
    expect(editPlanText(text, [{ op: 'set', path: ['name'], value: 'c' }])).toBe('\uFEFFname: c # x\r\nimage: b\r\n');
    expect(editPlanText(text, [{ op: 'set', path: ['login', 'user'], value: 'u' }])).toBe(
      '\uFEFFname: a # x\r\nimage: b\r\nlogin:\r\n  user: u\r\n',
    );
  });

  it('keeps mixed line ends where they are', () => {
    expect(editPlanText('a: 1\r\nb: 2\nc: 3\r\n', [{ op: 'set', path: ['d'], value: 4 }])).toBe('a: 1\r\nb: 2\nc: 3\r\nd: 4\r\n');
  });

  it.each([
    ['nodes: []\n', { op: 'insert', path: ['nodes'], index: 0, value: { name: 'y' } }, 'nodes:\n  - { name: y }\n'],
    ['nodes:\n- name: y\n', { op: 'insert', path: ['nodes'], index: 1, value: { name: 'z' } }, 'nodes:\n- name: y\n- name: z\n'],
    ['nodes:\n  - name: y\n', { op: 'remove', path: ['nodes', 0] }, 'nodes: []\n'],
    ['', { op: 'set', path: ['name'], value: 'lab' }, 'name: lab\n'],
    ['name: old', { op: 'set', path: ['name'], value: 'new' }, 'name: new'],
    ['a: &d { x: 1 }\nb: *d\n', { op: 'set', path: ['b', 'x'], value: 2 }, 'a: &d { x: 1 }\nb:\n  x: 2\n'],
    ['key: |\n  two\n  lines\nb: 1\n', { op: 'set', path: ['key'], value: 'one' }, 'key: one\nb: 1\n'],
  ] as const)('turns %j by one edit into the expected text', (before, edit, after) => {
    expect(editPlanText(before, [edit])).toBe(after);
  });

  it.each([
    ['plain text', '- x: [', 'plan/has-errors'],
    ['a key given twice', 'a: 1\na: 2\n', 'plan/has-errors'],
  ])('refuses to edit %s that is not sound YAML', (_, text, code) => {
    expect(() => editPlanText(text, [{ op: 'set', path: ['b'], value: 1 }])).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a path that leads through a plain value, and says which', () => {
    expect(() => editPlanText(plan, [{ op: 'set', path: ['name', 'first'], value: 'x' }])).toThrow(
      expect.objectContaining({ code: 'engine/bad-request', detail: expect.stringContaining('name') as string }),
    );
  });

  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'pi[01-03]',
      'a: b',
      '# x',
      "'",
      '"',
      'no',
      '1.30',
      '',
      ' ',
      '{',
      '\n',
      '🏴',
      '\u0000',
      '- x',
      '*a',
      '&a',
      '!t',
      '%',
      '@',
      '`',
    ),
  );
  const scalar = fc.oneof(text, fc.integer(), fc.boolean());

  it('gives back by parsing what was set, wherever it was set, and leaves the rest as it was', () => {
    const path = fc.constantFrom<(string | number)[]>(
      ['name'],
      ['network', 'domain'],
      ['nodes', 0, 'board'],
      ['nodes', 2, 'board'],
      ['network', 'new'],
      ['nodes', 1, 'image'],
      ['far', 'away'],
    );
    fc.assert(
      fc.property(path, scalar, (where, value) => {
        const after = parse(editPlanText(plan, [{ op: 'set', path: where, value }])) as Record<string, unknown>;
        const at = where.reduce<unknown>((here, part) => (here as Record<string, unknown>)[part], after);
        expect(at).toEqual(value);
        const again = parse(editPlanText(plan, [{ op: 'set', path: where, value: 'other' }])) as Record<string, unknown>;
        expect({ ...after, [String(where[0])]: 0 }).toEqual({ ...again, [String(where[0])]: 0 });
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every comment through any edit of another line', () => {
    const edit = fc.oneof(
      fc.record({
        op: fc.constant('set' as const),
        path: fc.constantFrom(['image'], ['locale', 'timezone'], ['name']),
        value: scalar,
      }),
      fc.record({
        op: fc.constant('insert' as const),
        path: fc.constant(['nodes']),
        index: fc.nat(5),
        value: fc.constant({ name: 'new' }),
      }),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const after = editPlanText(plan, edits);
        for (const comment of [
          '# My cluster',
          '# version',
          '# the name',
          '# where',
          '# servers',
          '# first',
          '# boss',
          '# third',
          '# end',
        ])
          expect(after).toContain(comment);
      }),
      { numRuns: 80 },
    );
  });
});
