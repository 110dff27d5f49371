import { describe, expect, it } from 'vitest';
import { redirectTarget } from '../../../../../electron/engine/images/download/redirect.ts';

describe('a redirect', () => {
  it.each([
    ['http://a/x', '/y', 'http://a/y'],
    ['http://a/x/1', '2', 'http://a/x/2'],
    ['http://a/x', 'https://b/y?token=1', 'https://b/y?token=1'],
    ['https://a/x', '//b/y', 'https://b/y'],
  ])('from %s to %s leads to %s', (from, location, target) => {
    expect(redirectTarget(new URL(from), location).href).toBe(target);
  });

  it.each([
    ['https://a/x', 'http://a/x', 'from https to plain http'],
    ['http://a/x', 'file:///etc/passwd', 'no web address'],
    ['http://a/x', 'javascript:alert(1)', 'no web address'],
    ['http://a/x', 'http://[', 'no web address'],
  ])('from %s to %s is refused', (from, location, why) => {
    const refusal: unknown = expect.objectContaining({
      code: 'image/server-refused',
      detail: expect.stringContaining(why) as string,
    });
    expect(() => redirectTarget(new URL(from), location)).toThrow(refusal);
  });
});
