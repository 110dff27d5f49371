import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  formatAddress,
  formatNetwork,
  networkOf,
  overlap,
  parseAddress,
  parseHostAddress,
  unusableReason,
} from '../../../../electron/engine/plan/addresses.ts';

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const host = fc.record({ address, prefix: fc.integer({ min: 0, max: 32 }) });

describe('parseAddress', () => {
  it('reads back every address it writes', () => {
    fc.assert(fc.property(address, (number) => parseAddress(formatAddress(number)) === number));
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.-1',
    '01.2.3.4',
    '1.2.3.0x4',
    ' 1.2.3.4',
    '1.2.3.4/24',
    '1.2.3.٤',
    '::1',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('parseHostAddress', () => {
  it.each([
    ['192.168.10.20/24', '192.168.10.0/24'],
    ['10.77.0.1/8', '10.0.0.0/8'],
    ['172.16.5.4/12', '172.16.0.0/12'],
    ['192.168.1.255/32', '192.168.1.255/32'],
    ['200.1.2.3/0', '0.0.0.0/0'],
  ])('puts %s into %s', (text, network) => {
    const parsed = parseHostAddress(text);
    expect(parsed && formatNetwork(networkOf(parsed))).toBe(network);
  });

  it.each(['1.2.3.4', '1.2.3.4/', '1.2.3.4/33', '1.2.3.4/024', '1.2.3.4/24/1', '/24', '1.2.3.4/255.255.255.0'])(
    'refuses %s',
    (text) => {
      expect(parseHostAddress(text)).toBeUndefined();
    },
  );
});

describe('networks', () => {
  it('hold their hosts, and have a power of two of addresses', () => {
    fc.assert(
      fc.property(host, (each) => {
        const network = networkOf(each);
        expect(contains(network, each.address)).toBe(true);
        expect(network.last - network.first + 1).toBe(2 ** (32 - each.prefix));
      }),
    );
  });

  it('overlap exactly when one holds the other', () => {
    fc.assert(
      fc.property(host, host, (left, right) => {
        const [a, b] = [networkOf(left), networkOf(right)];
        expect(overlap(a, b)).toBe(contains(a, b.first) || contains(b, a.first));
        expect(overlap(a, b)).toBe(overlap(b, a));
      }),
    );
  });
});

describe('unusableReason', () => {
  it.each([
    ['0.1.2.3', /this network/],
    ['127.0.0.1', /loopback/],
    ['224.0.0.251', /multicast/],
    ['255.255.255.255', /reserved/],
  ])('tells why %s is no host', (text, reason) => {
    expect(unusableReason(parseAddress(text) ?? -1)).toMatch(reason);
  });

  it.each(['10.0.0.1', '192.168.1.1', '172.31.0.1', '169.254.1.1', '223.255.255.1'])('has nothing against %s', (text) => {
    expect(unusableReason(parseAddress(text) ?? -1)).toBeUndefined();
  });
});
