import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePing, parsePort, parseRate, rounds } from '../../../../../electron/engine/fleet/burnin/network-result.ts';

describe('the rounds of a network measurement', () => {
  const names = fc.integer({ min: 1, max: 16 }).map((count) => Array.from({ length: count }, (_, index) => `pi${index}`));

  it('bring every pair together once, and no node twice in a round', () => {
    fc.assert(
      fc.property(names, (nodes) => {
        const plan = rounds(nodes);
        for (const round of plan) expect(new Set(round.flat()).size).toBe(round.length * 2);
        const pairs = plan.flat().map((pair) => pair.toSorted().join(' '));
        expect(new Set(pairs).size).toBe(pairs.length);
        expect(pairs.length).toBe((nodes.length * (nodes.length - 1)) / 2);
      }),
    );
  });

  it.each([17, 18, 256])('of %i nodes are three at most, and leave no node out', (count) => {
    const nodes = Array.from({ length: count }, (_, index) => `pi${index}`);
    const plan = rounds(nodes);
    expect(plan.length).toBeLessThanOrEqual(3);
    for (const round of plan) expect(new Set(round.flat()).size).toBe(round.length * 2);
    expect(new Set(plan.flat(2)).size).toBe(count);
  });
});

describe('the answers of network tools', () => {
  it.each([
    ['received 35000000 3.000', '', 35e6 / 3],
    ['port 4\nreceived 100 0.5\n', '', 200],
    ['', '"seconds": 3.0,\n"bytes": 33000000,', 11e6],
    ['received 0 3.000', '', undefined],
    ['received 5 0.000', '', undefined],
    ['', '', undefined],
  ])('%j and %j are %j bytes a second', (received, sent, rate) => {
    expect(parseRate(received, sent)).toBe(rate);
  });

  it.each([
    ['port 42100', 42_100],
    ['port 99999', undefined],
    ['support 1', undefined],
  ])('%j names the port %j', (line, port) => {
    expect(parsePort(line)).toBe(port);
  });

  it('tell of ping how long it took and what was lost', () => {
    const said =
      '10 packets transmitted, 9 received, 10% packet loss, time 1800ms\nrtt min/avg/max/mdev = 0.211/0.342/0.790/0.100 ms';
    expect(parsePing(said)).toEqual({ lost: 0.1, latency: { min: 0.211, mean: 0.342, max: 0.79 } });
    expect(parsePing('10 packets transmitted, 0 received, 100% packet loss')).toEqual({ lost: 1 });
    expect(parsePing('ping: not found')).toEqual({});
  });
});
