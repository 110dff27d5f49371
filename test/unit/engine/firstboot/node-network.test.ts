import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { networkConfigV1, networkConfigV2 } from '../../../../electron/engine/firstboot/network-config.ts';
import { netmaskOf, nodeNetwork, wifiPsk, type NodeNetwork } from '../../../../electron/engine/firstboot/node-network.ts';
import { wpaSsid } from '../../../../electron/engine/firstboot/wpa-supplicant.ts';
import { testPlan } from '../../../fakes/first-boot-input.ts';

const network = (change: Record<string, unknown>, wifiKey?: string): NodeNetwork => {
  const plan = testPlan({ network: change });
  const [node] = plan.nodes;
  if (node === undefined) throw new Error('no node');
  return nodeNetwork(plan, node, wifiKey === undefined ? {} : { wifiKey });
};
const fixed = { domain: 'lan', addressing: 'static', gateway: '192.168.10.1' };
const wifi = { ssid: 'home', country: 'PT' };

describe('netmaskOf', () => {
  it.each([
    [0, '0.0.0.0'],
    [1, '128.0.0.0'],
    [8, '255.0.0.0'],
    [23, '255.255.254.0'],
    [24, '255.255.255.0'],
    [30, '255.255.255.252'],
    [32, '255.255.255.255'],
  ])('takes /%i for %s', (prefix, mask) => {
    expect(netmaskOf(prefix)).toBe(mask);
  });
});

describe('wifiPsk', () => {
  // The three test vectors of IEEE 802.11i, annex H.4.
  it.each([
    ['IEEE', 'password', 'f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e'],
    ['ThisIsASSID', 'ThisIsAPassword', '0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af'],
    ['Z'.repeat(32), 'a'.repeat(32), 'becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62'],
  ])('is the key of the standard for SSID %s', (ssid, passphrase, key) => {
    expect(wifiPsk(ssid, passphrase)).toBe(key);
  });

  it.skipIf(!existsSync('/usr/bin/wpa_passphrase'))('is what wpa_passphrase prints (needs wpasupplicant)', () => {
    const said = execFileSync('wpa_passphrase', ['Café 🍓', 'a "quoted" key'], { encoding: 'utf8' });
    expect(said).toContain(`\tpsk=${wifiPsk('Café 🍓', 'a "quoted" key')}\n`);
  });

  it('takes 64 digits for the key itself', () => {
    expect(wifiPsk('any', 'AB'.repeat(32))).toBe('ab'.repeat(32));
  });
});

describe('wpaSsid', () => {
  it.each([
    ['home', '"home"'],
    ['my home!', '"my home!"'],
    ['a"b', '612262'],
    ['back\\slash', '6261636b5c736c617368'],
    ['é', 'c3a9'],
    ['a\nb', '610a62'],
  ])('writes %j as %s', (ssid, expected) => {
    expect(wpaSsid(ssid)).toBe(expected);
  });
});

describe('nodeNetwork', () => {
  it('asks the gateway for names when the plan has no name server', () => {
    expect(network(fixed).dns).toEqual(['192.168.10.1']);
    expect(network({ ...fixed, dns: ['9.9.9.9'] }).dns).toEqual(['9.9.9.9']);
    expect(network({ addressing: 'dhcp' }).dns).toEqual([]);
  });

  it('searches no multicast domain', () => {
    expect(network({ ...fixed, domain: 'local' })).not.toHaveProperty('searchDomain');
    expect(network(fixed)).toMatchObject({ searchDomain: 'lan' });
  });

  it('puts the planned address on Wi-Fi when the plan has Wi-Fi', () => {
    expect(network(fixed).primary).toBe('eth0');
    expect(network({ ...fixed, wifi }).primary).toBe('wlan0');
  });
});

describe('network-config', () => {
  it('version 1 gives eth0 the planned address, with its name servers', () => {
    expect(parse(networkConfigV1(network(fixed)))).toEqual({
      version: 1,
      config: [
        {
          type: 'physical',
          name: 'eth0',
          subnets: [
            {
              type: 'static',
              address: '192.168.10.20/24',
              gateway: '192.168.10.1',
              dns_nameservers: ['192.168.10.1'],
              dns_search: ['lan'],
            },
          ],
        },
      ],
    });
  });

  it('version 1 leaves eth0 to DHCP when the address belongs to Wi-Fi', () => {
    expect(parse(networkConfigV1(network({ ...fixed, wifi })))).toMatchObject({ config: [{ subnets: [{ type: 'dhcp' }] }] });
  });

  it.each([network(fixed), network({ ...fixed, wifi }), network({ addressing: 'dhcp', wifi })])(
    'version 2 starts with version:, not network:, and never says dhcp4: false (%#)',
    (settings) => {
      const text = networkConfigV2(settings);
      expect(text).toMatch(/^version: 2\n/);
      expect(text).not.toContain('false');
    },
  );

  it('version 2 has an address on Wi-Fi, and DHCP on the cable beside it', () => {
    expect(parse(networkConfigV2(network({ ...fixed, wifi }, 'password')))).toEqual({
      version: 2,
      ethernets: { eth0: { dhcp4: true, optional: true } },
      wifis: {
        wlan0: {
          addresses: ['192.168.10.20/24'],
          optional: true,
          routes: [{ to: '0.0.0.0/0', via: '192.168.10.1' }],
          nameservers: { addresses: ['192.168.10.1'], search: ['lan'] },
          'access-points': { home: { password: wifiPsk('home', 'password') } },
        },
      },
    });
  });

  it('version 2 has no password for an open network', () => {
    expect(parse(networkConfigV2(network({ addressing: 'dhcp', wifi })))).toMatchObject({
      wifis: { wlan0: { 'access-points': { home: {} } } },
    });
  });
});
