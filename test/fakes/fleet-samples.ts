import type { FleetNode, FleetNodeState, FleetSnapshot, ForeignMachine, Sighting } from '../../electron/contract/fleet.ts';

const at = '2026-11-24T20:15:00.000Z';

/** A host key's fingerprint that differs with its letter. */
export const fingerprint = (letter: string): string => `SHA256:${letter.repeat(43)}`;

export const sighted = (address: string): readonly Sighting[] => [
  { how: 'phone-home', address, at, bootId: 'b1' },
  { how: 'mdns', address, at, interface: 'eth0', name: 'pi.local', service: '_slipway._tcp' },
];

/** A node that is up at an address. */
export const upAt = (address: string): Partial<FleetNode> => ({
  state: { kind: 'ready', address },
  addresses: [address],
  sightings: sighted(address),
  fingerprint: fingerprint('A'),
  says: { text: 'It is up, and nothing stands in the way.', tries: [] },
});

export const inState = (state: FleetNodeState, text: string, tries: readonly string[] = []): Partial<FleetNode> => ({
  state,
  says: { text, tries },
});

/** A newer fleet in which some nodes have changed. */
export function withNodes(fleet: FleetSnapshot, changes: Readonly<Record<string, Partial<FleetNode>>>): FleetSnapshot {
  return {
    ...fleet,
    revision: fleet.revision + 1,
    nodes: fleet.nodes.map((node) => ({ ...node, ...changes[node.node] })),
  };
}

export const foreignMachine = (part: Partial<ForeignMachine> = {}): ForeignMachine => ({
  id: fingerprint('F'),
  address: '192.168.10.22',
  addresses: ['192.168.10.22'],
  fingerprint: fingerprint('F'),
  banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3',
  vendor: 'Raspberry Pi',
  sightings: [{ how: 'sweep', address: '192.168.10.22', at, mac: 'dc:a6:32:00:00:01', vendor: 'Raspberry Pi' }],
  ...part,
});

/** A fleet of four in which everything happens at once. */
export function busyFleet(fleet: FleetSnapshot): FleetSnapshot {
  const seen = withNodes(fleet, {
    'pi-master': upAt('192.168.10.20'),
    'pi-node01': {
      ...upAt('192.168.10.21'),
      state: { kind: 'found', address: '192.168.10.21' },
      says: { text: 'It shows the host key of its card. Slipway is logging in.', tries: [] },
    },
    'pi-node02': inState(
      { kind: 'waiting-for-boot', awake: false },
      'Nobody has seen it yet; another machine is at its address.',
      [
        'Wait: the first start of this image takes about three minutes.',
        'Look at the green light. If it does not flicker, the card is not read: push it in again.',
      ],
    ),
    'pi-node03': {
      ...inState(
        { kind: 'wrong-host-key', address: '192.168.10.23', fingerprint: fingerprint('W') },
        'The machine at 192.168.10.23 says it is pi-node03, but shows another host key. Slipway does not talk to it.',
        ['Was the card written again by another project? Then write it from this one.'],
      ),
      sightings: sighted('192.168.10.23'),
      fingerprint: fingerprint('B'),
    },
  });
  return {
    ...seen,
    foreign: [
      foreignMachine({ claims: 'pi-node02' }),
      foreignMachine({
        id: 'nas',
        address: '192.168.10.2',
        addresses: ['192.168.10.2'],
        hostName: 'nas',
        vendor: 'Synology',
        fingerprint: fingerprint('N'),
      }),
    ],
    sources: [
      { finder: 'mdns', interface: 'eth0', state: { kind: 'working', detail: '3 answers' } },
      { finder: 'phone-home', state: { kind: 'working', detail: 'on port 4141' } },
      { finder: 'planned-address', state: { kind: 'working', detail: '4 addresses' } },
    ],
  };
}
