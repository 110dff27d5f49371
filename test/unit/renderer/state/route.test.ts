import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dirOf, formatRoute, parseRoute, type Route } from '../../../../renderer/state/route.ts';

const dir = fc.string({ minLength: 1, unit: 'grapheme' });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ page: 'start' }),
  fc.record({ page: fc.constant('new' as const), practice: fc.boolean() }),
  fc.record({ page: fc.constant('plan' as const), dir, view: fc.constantFrom('form' as const, 'yaml' as const) }),
  fc.record({ page: fc.constant('plan' as const), dir, view: fc.constant('form' as const), field: fc.string({ minLength: 1 }) }),
  fc.record({ page: fc.constantFrom('images' as const, 'cards' as const, 'review' as const, 'boot' as const), dir }),
  fc.record({ page: fc.constantFrom('materials' as const, 'burnin' as const, 'cluster' as const), dir }),
  fc.record({ page: fc.constant('node' as const), dir, node: fc.string() }),
  fc.record({
    page: fc.constantFrom('writing' as const, 'result' as const),
    dir,
    batches: fc.array(fc.string({ minLength: 1 })),
  }),
  fc.record({ page: fc.constant('help' as const), code: fc.string() }),
);

describe('addresses', () => {
  it('lead back to the place they were made for', () => {
    fc.assert(
      fc.property(route, (place) => {
        expect(parseRoute(formatRoute(place))).toEqual(place);
      }),
    );
  });

  it.each(['', '#', '#/nowhere', '#/plan', '#/images?dir=', '#token=abc', '#/cards/review?x=1'])(
    '%j is the start page',
    (hash) => {
      expect(parseRoute(hash)).toEqual({ page: 'start' });
    },
  );

  it.each([
    ['#/plan?dir=C%3A%5CUsers%5Cme%5Clab', 'C:\\Users\\me\\lab'],
    ['#/cards?dir=/home/me/a b', '/home/me/a b'],
    ['#/start', undefined],
  ])('%s is about the folder %s', (hash, folder) => {
    expect(dirOf(parseRoute(hash))).toBe(folder);
  });
});
