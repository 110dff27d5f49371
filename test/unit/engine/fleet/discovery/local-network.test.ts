import { describe, expect, it } from 'vitest';
import {
  deskAddresses,
  interfaceOf,
  localAddresses,
  type InterfaceTable,
} from '../../../../../electron/engine/fleet/discovery/local-network.ts';
import { parseArpTable, vendorOf } from '../../../../../electron/engine/fleet/discovery/neighbours.ts';
import { planSweep } from '../../../../../electron/engine/fleet/discovery/sweep-plan.ts';

const v4 = (address: string, prefix: number, internal = false) =>
  ({ address, netmask: '', family: 'IPv4', mac: '', internal, cidr: `${address}/${String(prefix)}` }) as const;
const v6 = (address: string) =>
  ({ address, netmask: '', family: 'IPv6', mac: '', internal: false, cidr: `${address}/64`, scopeid: 2 }) as const;

const table: InterfaceTable = {
  lo: [v4('127.0.0.1', 8, true)],
  eth0: [v4('192.168.10.5', 24), v6('fe80::5'), v6('2001:db8::5')],
  wg0: [v4('10.8.0.2', 32)],
  docker0: [v4('172.17.0.1', 16)],
  'vb-pi1': [v6('fe80::9')],
};

describe('the addresses of this computer', () => {
  it('are those where nodes may be heard: no loopback, no containers, of IPv6 the link', () => {
    const found = localAddresses(table).map(({ interface: name, address }) => `${name} ${address}`);
    expect(found).toEqual(['eth0 192.168.10.5', 'eth0 fe80::5', 'wg0 10.8.0.2']);
  });

  it('that nodes can call are those of networks', () => {
    expect(deskAddresses(table)).toEqual(['192.168.10.5']);
  });

  it('tell by which interface another address is reached', () => {
    const local = localAddresses(table);
    expect(interfaceOf(local, '192.168.10.77')).toBe('eth0');
    expect(interfaceOf(local, 'fe80::77%eth0')).toBe('eth0');
    expect(interfaceOf(local, '8.8.8.8')).toBeUndefined();
  });
});

describe('a sweep', () => {
  it('looks at the subnets of this computer and leaves this computer out', () => {
    const { subnets, addresses } = planSweep(localAddresses(table));
    expect(subnets).toEqual(['192.168.10.0/24']);
    expect(addresses.length).toBe(253);
    expect(addresses).not.toContain('192.168.10.5');
  });

  it('looks at the part of a wide network that is around this computer', () => {
    const { subnets, addresses } = planSweep(localAddresses({ eth0: [v4('10.20.30.40', 8)] }));
    expect(subnets).toEqual(['10.20.28.0/22']);
    expect(addresses.length).toBe(1021);
  });

  it.each(['10.0.0.0/8', '10.0.0.0/21', 'home', '10.0.0.1'])('refuses %s', (subnet) => {
    expect(() => planSweep([], [subnet])).toThrow(expect.objectContaining({ code: 'fleet/bad-address' }));
  });

  it('needs a network', () => {
    expect(() => planSweep(localAddresses({ lo: [v4('127.0.0.1', 8, true)] }))).toThrow(
      expect.objectContaining({ code: 'fleet/no-network' }),
    );
  });
});

describe('the neighbour table', () => {
  it('gives the hardware address of each neighbour that answered', () => {
    const text = [
      'IP address       HW type     Flags       HW address            Mask     Device',
      '10.77.0.20       0x1         0x2         B8:27:EB:b6:37:b1     *        br0',
      '10.77.0.99       0x1         0x0         00:00:00:00:00:00     *        br0',
      'rubbish',
    ].join('\n');
    expect([...parseArpTable(text)]).toEqual([['10.77.0.20', 'b8:27:eb:b6:37:b1']]);
  });

  it('tells a Raspberry Pi by its prefix', () => {
    expect(vendorOf('DC:A6:32:00:00:01')).toBe('Raspberry Pi');
    expect(vendorOf('00:11:22:33:44:55')).toBeUndefined();
  });
});
