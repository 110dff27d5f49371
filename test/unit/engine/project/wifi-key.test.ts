import { describe, expect, it } from 'vitest';
import { checkedWifiKey } from '../../../../electron/engine/project/wifi-key.ts';

const digits = 'AbCdEf0123456789'.repeat(4);

describe('checkedWifiKey', () => {
  it.each([
    ['12345678', '12345678'],
    ['x'.repeat(63), 'x'.repeat(63)],
    ['with "quotes" and $', 'with "quotes" and $'],
    ['pasted key\r\n', 'pasted key'],
    ['schlüssel', 'schlüssel'],
    [digits, digits.toLowerCase()],
  ])('takes %j as %j', (given, kept) => {
    expect(checkedWifiKey(given)).toBe(kept);
  });

  it.each(['1234567', '', 'x'.repeat(64), 'g'.repeat(64), 'ü'.repeat(32), 'tab\tinside it'])('refuses %j', (key) => {
    expect(() => checkedWifiKey(key)).toThrow(expect.objectContaining({ code: 'plan/bad-secret' }));
  });

  it('does not repeat the key in its error', () => {
    expect(() => checkedWifiKey('s3cret')).not.toThrow(/s3cret/);
    expect(() => checkedWifiKey('s3cret')).toThrow(/6 bytes/);
  });
});
