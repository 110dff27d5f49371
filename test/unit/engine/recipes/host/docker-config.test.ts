import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withPlainRegistry } from '../../../../../electron/engine/recipes/host/docker-config.ts';

describe("Docker's daemon.json", () => {
  it('is made when there is none', () => {
    expect(JSON.parse(withPlainRegistry('', 'm:5000') ?? '')).toEqual({ 'insecure-registries': ['m:5000'] });
  });

  it('keeps what people wrote and gets the registry beside theirs', () => {
    const text = '{"labels":["os=linux"],"experimental":true,"insecure-registries":["old:5000"]}';
    expect(JSON.parse(withPlainRegistry(text, 'm:5000') ?? '')).toEqual({
      labels: ['os=linux'],
      experimental: true,
      'insecure-registries': ['old:5000', 'm:5000'],
    });
  });

  it('is left alone once it names the registry', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.stringMatching(/^[a-z]{1,9}:\d{2,4}$/), (config, host) => {
        // No JSON.parse and no Docker keeps such a key.
        fc.pre(!JSON.stringify(config).includes('__proto__'));
        const { 'insecure-registries': _, ...others } = config;
        const once = withPlainRegistry(JSON.stringify(others), host) ?? '';
        expect(withPlainRegistry(once, host)).toBeUndefined();
        expect(JSON.parse(once)).toMatchObject(JSON.parse(JSON.stringify(others)) as object);
      }),
    );
  });

  it.each(['{', '[]', '"x"', '{"insecure-registries":"x"}'])('is refused when it is %s', (text) => {
    expect(() => withPlainRegistry(text, 'm:5000')).toThrow(expect.objectContaining({ code: 'kubernetes/node-setting' }));
  });
});
