import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionIds } from '../../../../electron/headless/http/cookie.ts';

describe('sessionCookie', () => {
  it('can be read by no script and is sent to no other site', () => {
    expect(sessionCookie(8080, 'abc')).toBe('slipway_8080=abc; Path=/; HttpOnly; SameSite=Strict');
  });
});

describe('sessionIds', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['slipway_8080=abc', ['abc']],
    ['a=1; slipway_8080=abc;slipway_8080=def', ['abc', 'def']],
    ['slipway_808=abc; xslipway_8080=abc', []],
    ['slipway_8080=a=b', ['a=b']],
  ])('finds in %j the values %j', (header, values) => {
    expect(sessionIds(header, 8080)).toEqual(values);
  });
});
