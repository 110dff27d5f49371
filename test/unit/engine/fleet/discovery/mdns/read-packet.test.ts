import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPacket, usableAddress } from '../../../../../../electron/engine/fleet/discovery/mdns/read-packet.ts';

const a = (name: string, data: string): object => ({ type: 'A', name, data, ttl: 120 });
const srv = (instance: string, target: string): object => ({ type: 'SRV', name: instance, data: { target, port: 22 }, ttl: 120 });
const txt = (name: string, ...strings: readonly string[]): object => ({
  type: 'TXT',
  name,
  data: strings.map((text) => Buffer.from(text)),
  ttl: 4500,
});
const slipway = 'pi1._slipway._tcp.local';

describe('a multicast DNS response', () => {
  it('tells a node with its addresses, its service and the name on its card', () => {
    const packet = {
      answers: [srv(slipway, 'pi1-2.local'), txt(slipway, 'node=pi1', 'cluster=lab')],
      additionals: [a('pi1-2.local', '192.168.10.21'), { type: 'AAAA', name: 'pi1-2.local', data: 'fe80::1', ttl: 120 }],
    };
    expect(readPacket(packet, 'eth0')).toEqual({
      hosts: [{ hostName: 'pi1-2', addresses: ['192.168.10.21', 'fe80::1%eth0'], service: '_slipway._tcp', node: 'pi1' }],
      unresolved: [],
    });
  });

  it('tells a plain SSH server, and a host that offers nothing', () => {
    const packet = { answers: [srv('NAS._ssh._tcp.local', 'nas.local'), a('nas.local', '10.0.0.9'), a('pi2.local', '10.0.0.7')] };
    expect(readPacket(packet, undefined).hosts).toEqual([
      { hostName: 'nas', addresses: ['10.0.0.9'], service: '_ssh._tcp' },
      { hostName: 'pi2', addresses: ['10.0.0.7'] },
    ]);
  });

  it('asks for hosts that are named without an address', () => {
    expect(readPacket({ answers: [srv(slipway, 'pi1.local')] }, undefined)).toEqual({ hosts: [], unresolved: ['pi1.local'] });
  });

  it('is passed over where it takes leave', () => {
    expect(readPacket({ answers: [{ type: 'A', name: 'pi1.local', data: '10.0.0.7', ttl: 0 }] }, undefined).hosts).toEqual([]);
  });

  it('takes no name from a card but one that a node can have', () => {
    const packet = { answers: [srv(slipway, 'x.local'), txt(slipway, 'node=\u001B[2Jpi1'), a('x.local', '10.0.0.7')] };
    expect(readPacket(packet, undefined).hosts[0]).toEqual({ hostName: 'x', addresses: ['10.0.0.7'], service: '_slipway._tcp' });
  });

  it('is bounded however many records it has', () => {
    const answers = Array.from({ length: 5000 }, (_, index) => a(`h${String(index)}.local`, '10.0.0.7'));
    expect(readPacket({ answers }, undefined).hosts.length).toBeLessThanOrEqual(64);
    const many = Array.from({ length: 200 }, (_, index) => a('h.local', `10.0.0.${String(index)}`));
    expect(readPacket({ answers: many }, undefined).hosts[0]?.addresses.length).toBeLessThanOrEqual(8);
  });

  it('may be anything without harm', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.anything()), (packet, answers) => {
        expect(readPacket(packet, 'eth0').hosts).toEqual([]);
        expect(readPacket({ answers }, 'eth0').hosts).toEqual([]);
      }),
    );
  });
});

describe('an address', () => {
  it.each(['127.0.0.1', '0.0.0.0', '224.0.0.251', '255.255.255.255', '::1', 'ff02::fb', '::', 'fe80::1%eth0', 'pi1', ''])(
    'that leads nowhere is left out: %s',
    (text) => {
      expect(usableAddress(text, 'eth0')).toBeUndefined();
    },
  );

  it('of the link is of no use without its zone', () => {
    expect(usableAddress('fe80::1', undefined)).toBeUndefined();
    expect(usableAddress('FE80::1', 'eth0')).toBe('fe80::1%eth0');
    expect(usableAddress('fd00::7', undefined)).toBe('fd00::7');
  });
});
