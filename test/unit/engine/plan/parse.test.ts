import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlan, withLines } from '../../../../electron/engine/plan/parse.ts';

const head = 'apiVersion: slipway/v1\nkind: Cluster\nname: lab\n';
const lines = (text: string): readonly string[] =>
  parsePlan(text).findings.map(({ line, code, path }) => `${line ?? '-'} ${code} ${path.join('.')}`.trim());

describe('parsePlan', () => {
  it('reads a plan and fills in its defaults', () => {
    const { plan, findings } = parsePlan(`${head}nodes: [{ name: pi01 }]\n`);
    expect(findings).toEqual([]);
    expect(plan).toMatchObject({
      name: 'lab',
      network: { addressing: 'dhcp' },
      nodes: [{ name: 'pi01', role: 'worker', board: 'pi4' }],
    });
  });

  it('takes a byte-order mark and CRLF for no faults', () => {
    const { plan, findings } = parsePlan(`\uFEFF${head}nodes:\n  - name: pi01\n`.replaceAll('\n', '\r\n'));
    expect(findings).toEqual([]);
    expect(plan?.nodes).toHaveLength(1);
  });

  it.each([
    ['tabs', `${head}nodes:\n\t- name: a\n`, ['5 yaml-tab']],
    ['a key given twice', `${head}name: other\n`, ['4 yaml-duplicate-key']],
    ['a second document', `${head}---\nname: b\n`, ['4 yaml-several-documents']],
    ['an unclosed quote', `${head}image: "x\n`, ['5 yaml-syntax']],
    ['an unknown alias', `${head}image: *nowhere\n`, ['- yaml-unknown-alias']],
    ['an empty file', '', ['- plan-empty']],
    ['nothing but comments', '# plan\n', ['- plan-empty']],
    ['a list', '- a\n', ['1 wrong-type']],
    ['a plain word', 'hello\n', ['1 wrong-type']],
    ['an unknown key', `${head}naem: x\n`, ['4 unknown-key naem']],
    ['an unknown key of a node', `${head}nodes:\n  - name: a\n    rol: worker\n`, ['6 unknown-key nodes.0.rol']],
    ['a missing name', 'apiVersion: slipway/v1\nkind: Cluster\n', ['1 missing-value name']],
    ['another version', head.replace('v1', 'v2'), ['1 newer-api-version apiVersion']],
    ['another API', head.replace('slipway/v1', 'v1'), ['1 unknown-api-version apiVersion']],
    ['another kind', head.replace('Cluster', 'Pod'), ['2 unknown-kind kind']],
    ['a role that is none', `${head}nodes: [{ name: a, role: master }]\n`, ['4 unknown-value nodes.0.role']],
    ['a number for text', `${head}kubernetes: { version: 1.30 }\n`, ['4 wrong-type kubernetes.version']],
    ['text for a list', `${head}addons: registry\n`, ['4 wrong-type addons']],
    ['yes for true', `${head}login: { passwordLogin: yes }\n`, ['4 wrong-type login.passwordLogin']],
    ['a key without value', `${head}image:\n`, ['4 empty-value image']],
  ])('finds %s, with its line', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('finds everything, not the first', () => {
    expect(lines(`${head}image:\nnodes: [{ name: 1, rol: x, role: y }]\naddons: z\n`)).toEqual([
      '4 empty-value image',
      '5 wrong-type nodes.0.name',
      '5 unknown-value nodes.0.role',
      '5 unknown-key nodes.0.rol',
      '6 wrong-type addons',
    ]);
  });

  it.each([
    [`${head}kubernetes: { version: 1.30 }\n`, [{ op: 'set', path: ['kubernetes', 'version'], value: '1.30' }]],
    [`${head}addons: registry\n`, [{ op: 'set', path: ['addons'], value: ['registry'] }]],
    [`${head}login: { passwordLogin: On }\n`, [{ op: 'set', path: ['login', 'passwordLogin'], value: true }]],
    [
      `${head}nodes: [{ name: a, bord: pi3 }]\n`,
      [
        { op: 'remove', path: ['nodes', 0, 'bord'] },
        { op: 'set', path: ['nodes', 0, 'board'], value: 'pi3' },
      ],
    ],
    [`${head}nodes: [{ name: a, role: worke }]\n`, [{ op: 'set', path: ['nodes', 0, 'role'], value: 'worker' }]],
  ])('knows the edits that repair %j', (text, edits) => {
    expect(parsePlan(text).findings[0]?.fix?.edits).toEqual(edits);
  });

  it('still gives the plan when faulty values can be repaired or left at their defaults', () => {
    const { plan } = parsePlan(`${head}nodes: [{ name: 12, role: boss, frob: 1 }]\nkubernetes: { version: 1.30 }\nnetwork: []\n`);
    expect(plan?.nodes).toEqual([{ name: '12', role: 'worker', board: 'pi4' }]);
    expect(plan?.kubernetes.version).toBe('1.30');
    expect(plan?.network.addressing).toBe('dhcp');
  });

  it('gives no plan when a node cannot be told', () => {
    expect(parsePlan(`${head}nodes: [{ board: pi4 }]\n`).plan).toBeUndefined();
  });

  it('does not offer to rename a plan of a newer Slipway', () => {
    const [finding] = parsePlan(head.replace('v1', 'v2')).findings;
    expect(finding?.fix).toEqual({ text: 'Update Slipway, then open it again.' });
  });

  it.each([
    ['larger than 1 MiB', `# ${'x'.repeat(1024 * 1024)}\n${head}`, 'yaml-too-large'],
    ['nested deep in brackets', `${head}nodes: ${'['.repeat(100_000)}`, 'yaml-too-deep'],
    ['nested deep in dashes', `${head}nodes:\n${'- '.repeat(100_000)}`, 'yaml-too-deep'],
    [
      'nested deep by indentation',
      Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      'yaml-too-deep',
    ],
    [
      'a bomb of aliases',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefgh'.split('').map((letter, index) => `${letter}: &${letter} [${`*${'abcdefg'[index] ?? ''},`.repeat(9)}]`),
      ].join('\n'),
      'yaml-alias-bomb',
    ],
  ])('refuses a file that is %s, quickly', (_, text, code) => {
    expect(parsePlan(text)).toEqual({ findings: [expect.objectContaining({ code, severity: 'error' })] });
  });

  it('survives an alias of itself', () => {
    expect(parsePlan(`${head}nodes: &n [*n]\n`).plan).toBeUndefined();
    expect(lines(`${head}nodes: &n [*n]\n`)).toEqual(['4 wrong-type nodes.0']);
  });

  it('takes __proto__ for an unknown key', () => {
    expect(lines(`${head}__proto__: { image: x }\n`)).toEqual(['4 unknown-key __proto__']);
    expect(parsePlan(`${head}__proto__: { image: x }\n`).plan?.image).toBeUndefined();
  });

  it('keeps hostile text as text', () => {
    const name = `a'"$(reboot)\`\n🏴\u0000`;
    expect(parsePlan(`${head}nodes: [{ name: ${JSON.stringify(name)} }]\n`).plan?.nodes[0]?.name).toBe(name);
  });

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      'nodes:',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '\n',
      '  ',
      '\t',
      'name: x',
      '"',
      "'",
      '|',
      '>',
      '!!int ',
      '? ',
      '#',
      '---\n',
      '\uFEFF',
      '%',
      '0x1',
      'null',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 5 })), { maxLength: 40 }), (parts) => {
        const { plan, findings } = parsePlan(parts.join(''));
        expect(plan !== undefined || findings.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('withLines', () => {
  it('adds the line of the key, or of the nearest thing around a missing one', () => {
    const text = `${head}network:\n  domain: lan\nnodes:\n  - { name: a }\n  - name: b\n    board: pi3\n`;
    const at = (path: (string | number)[]): number | undefined =>
      withLines(text, [{ code: 'x', path, severity: 'error', message: '' }])[0]?.line;
    expect([
      at(['name']),
      at(['network', 'gateway']),
      at(['nodes', 1, 'board']),
      at(['nodes', 0, 'address']),
      at(['image']),
    ]).toEqual([3, 4, 9, 7, 1]);
  });
});
