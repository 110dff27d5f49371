import { describe, expect, it } from 'vitest';
import { compareVersions, parseVersion } from '../../../../electron/engine/plan/versions.ts';

describe('versions', () => {
  it.each([
    ['1.26', [1, 26]],
    ['v1.36.4', [1, 36, 4]],
    ['1.36.4+k3s1', [1, 36, 4]],
    ['1', undefined],
    ['latest', undefined],
    ['1.26.15.1', undefined],
    ['1.26-rc1', undefined],
  ])('%s is read as %j', (text, numbers) => {
    expect(parseVersion(text)).toEqual(numbers);
  });

  it.each([
    ['1.9', '1.10', -1],
    ['1.26.15', '1.27', -1],
    ['1.37.1', '1.37', 0],
    ['v1.36.4', '1.36.4+k3s1', 0],
    ['2.0', '1.99', 1],
  ])('%s compared with %s gives %d', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });
});
