import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { editMaterials, exampleMaterials, readMaterials } from '../../../../electron/engine/plan/materials-file.ts';

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof SlipwayError ? `${error.code} ${error.detail}` : error;
  }
};

describe('materials.yaml', () => {
  it('is changed at one place, its comments kept', () => {
    const changed = editMaterials(exampleMaterials, [
      { op: 'set', path: ['prices', 'switch'], value: 25.5 },
      { op: 'set', path: ['supply', 'count'], value: 2 },
      { op: 'insert', path: ['extra'], index: 0, value: { description: 'Fan', quantity: 4, unitCost: 3 } },
    ]);
    expect(changed).toContain('A row without a price is listed, but not counted.');
    expect(readMaterials(changed)).toMatchObject({
      prices: { card: 9, switch: 25.5 },
      supply: { amps: 12, count: 2 },
      extra: [{ description: 'Fan', quantity: 4, unitCost: 3 }],
    });
  });

  it('takes no value that it could not read again', () => {
    const edit = { op: 'set', path: ['prices', 'card'], value: -1 } as const;
    expect(codeOf(() => editMaterials(exampleMaterials, [edit]))).toMatch(/^engine\/bad-request .*prices\.card/);
  });

  it.each(['kind: [', `kind: ${'['.repeat(200)}`])('is not changed where it is damaged: %s', (text) => {
    const edit = { op: 'set', path: ['currency'], value: '€' } as const;
    expect(codeOf(() => editMaterials(text, [edit]))).toMatch(/^project\/damaged/);
  });

  it.each([
    ['kind: [', /^project\/damaged materials.yaml: Line 1 is not YAML/],
    ['apiVersion: slipway/v1\nkind: Materials\nprice: 3\n', /^project\/damaged materials.yaml.*price/],
    ['&a [*a, *a]', /^project\/damaged/],
    ['', /^project\/damaged/],
  ])('%j is damaged, and says where', (text, expected) => expect(codeOf(() => readMaterials(text))).toMatch(expected));
});
