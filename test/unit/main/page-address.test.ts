import { describe, expect, it } from 'vitest';
import { isPage, pagePath } from '../../../electron/main/page-address.ts';

describe('pagePath', () => {
  it.each([
    ['app://slipway/', '/'],
    ['app://slipway/#/plan?dir=x', '/'],
    ['app://slipway/assets/a.js?v=1', '/assets/a.js'],
    ['app://slipway/../../etc/passwd', '/etc/passwd'],
  ])('of %s is %s', (address, path) => {
    expect(pagePath(address)).toBe(path);
  });

  it.each([
    'app://slipway.evil/',
    'app://evil/',
    'app://user@slipway/',
    'app://slipway:80/',
    'https://slipway/',
    'file:///',
    'slipway',
    '',
  ])('knows no path for %j', (address) => {
    expect(pagePath(address)).toBeUndefined();
  });
});

describe('isPage', () => {
  it.each([
    ['app://slipway/', true],
    ['app://slipway/#/cards', true],
    ['app://slipway/assets/a.js', false],
    ['app://slipway.evil/', false],
    ['about:blank', false],
  ])('says of %s: %s', (address, expected) => {
    expect(isPage(address)).toBe(expected);
  });
});
