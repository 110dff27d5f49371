import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffModel } from '../../../../renderer/state/diff-model.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.map((line) => `${line}\n`).join(''));

it('holds every line of both files, in order, with its number', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffModel(before, after);
      const left = lines.filter(({ kind }) => kind !== 'added');
      const right = lines.filter(({ kind }) => kind !== 'removed');
      expect(left.map((line) => `${line.text}\n`).join('')).toBe(before);
      expect(right.map((line) => `${line.text}\n`).join('')).toBe(after);
      expect(left.map((line) => line.before)).toEqual(left.map((_, index) => index + 1));
      expect(right.map((line) => line.after)).toEqual(right.map((_, index) => index + 1));
    }),
  );
});

it('marks the token that was added to a single line', () => {
  expect(diffModel('root=x rootwait\n', 'root=x rootwait cgroup_enable=memory\n').map(({ kind }) => kind)).toEqual([
    'removed',
    'added',
  ]);
});
