import { describe, expect, it } from 'vitest';
import { closest } from '../../../electron/contract/closest.ts';

describe('closest', () => {
  it.each([
    ['naem', 'name'],
    ['Address', 'address'],
    ['adress', 'address'],
    ['rol', 'role'],
    ['borad', 'board'],
    ['zzz', undefined],
    ['', undefined],
  ])('takes %j for %s', (typed, meant) => {
    expect(closest(typed, ['name', 'role', 'board', 'address', 'image'])).toBe(meant);
  });

  it('prefers the nearest', () => {
    expect(closest('pi3', ['pi4', 'pi3b+', 'pi3'])).toBe('pi3');
  });

  it('has nothing to say among nothing', () => {
    expect(closest('x', [])).toBeUndefined();
  });
});
