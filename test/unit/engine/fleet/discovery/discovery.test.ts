import { afterEach, describe, expect, it } from 'vitest';
import type { FleetNodeState } from '../../../../../electron/contract/fleet.ts';
import { createDiscovery, type Discovery } from '../../../../../electron/engine/fleet/discovery/discovery.ts';
import type { DiscoveryPorts } from '../../../../../electron/engine/fleet/discovery/ports.ts';
import { answers, readBanner } from '../../../../../electron/engine/fleet/discovery/probe.ts';
import type { PlannedNode } from '../../../../../electron/engine/fleet/identity/fleet-state.ts';
import { fleetSnapshot } from '../../../../../electron/engine/fleet/identity/snapshot.ts';
import { fetchHostKey } from '../../../../../electron/engine/fleet/ssh/fetch-host-key.ts';
import { fingerprint, keyBlob } from '../../../../../electron/engine/fleet/ssh/host-key.ts';
import { createShellPool } from '../../../../../electron/engine/fleet/ssh/pool.ts';
import { newKeyPair, startFakeNode, type FakeNode, type FakeNodeOptions } from '../../../../fakes/fake-node.ts';
import { planned } from '../../../../fakes/fleet-events.ts';
import { testKeys } from '../../../../fakes/ssh-keys.ts';

const machineId = '0123456789abcdef0123456789abcdef';
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const fingerprintOf = (publicKey: string): string => fingerprint(keyBlob(publicKey) ?? Buffer.alloc(0));

interface Street {
  readonly discovery: Discovery;
  /** Starts a machine at an address of this computer. */
  readonly machine: (address: string, options?: FakeNodeOptions) => Promise<FakeNode>;
  /** The state of a node as soon as it is of this kind. */
  readonly becomes: (node: string, kind: FleetNodeState['kind']) => Promise<FleetNodeState>;
  /** Resolves when something is so. */
  readonly until: (fits: (discovery: Discovery) => boolean) => Promise<void>;
}

/** Discovery over real sockets and real SSH, on the loopback addresses of this computer. */
function street(...nodes: readonly PlannedNode[]): Street {
  const ports = new Map<string, number>();
  const waiting = new Set<() => void>();
  const pool = createShellPool({ keys: testKeys });
  const portOf = (address: string): number => ports.get(address) ?? 9;
  const doors: DiscoveryPorts = {
    interfaces: () => ({}),
    openMdns: () => Promise.reject(new Error('no interface')),
    openEndpoint: () => Promise.reject(new Error('no interface')),
    secrets: () => new Map(),
    hostKey: (address, signal) => fetchHostKey(address, portOf(address), signal),
    banner: (address, signal) => readBanner(address, { port: portOf(address), timeoutMs: 2000, signal }),
    answers: (address, signal) => answers(address, { port: portOf(address), timeoutMs: 2000, signal }),
    neighbours: () => Promise.resolve(new Map([['127.0.0.9', 'dc:a6:32:00:00:09']])),
    login: async ({ node, address, hostKey, connection }) => {
      const target = {
        node: connection === 'own' ? `${node} at ${address}` : node,
        addresses: [address],
        port: portOf(address),
        user: 'pirate',
        hostKeys: [hostKey],
      };
      const { stdout } = await pool.shell(target).exec(['id']);
      return { machineId: stdout.trim(), bootId: '', addresses: [] };
    },
    now: Date.now,
    onFault: (thrown) => {
      throw thrown;
    },
  };
  const discovery = createDiscovery('/p', doors, () => waiting.forEach((wake) => wake()));
  ends.push(
    () => pool.close(),
    () => discovery.stop(),
  );
  discovery.plan('lab', nodes);
  discovery.start();
  const until = (fits: (discovery: Discovery) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!fits(discovery)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const stateOf = (node: string): FleetNodeState | undefined => discovery.state().standings.get(node)?.state;
  return {
    discovery,
    until,
    machine: async (address, options = {}) => {
      const node = await startFakeNode({ answer: () => ({ stdout: `${machineId}\n` }), ...options, address });
      ends.push(() => node.stop());
      ports.set(address, node.port);
      return node;
    },
    becomes: async (node, kind) => {
      await until(() => stateOf(node)?.kind === kind);
      const state = stateOf(node);
      if (state === undefined) throw new Error(node);
      return state;
    },
  };
}

describe('discovery', () => {
  it('finds a node at its planned address by its key, and adopts it by its login', async () => {
    const key = newKeyPair();
    const { machine, becomes } = street(
      planned('pi1', { plannedAddress: '127.0.0.2', fingerprints: [fingerprintOf(key.publicKey)] }),
    );
    const node = await machine('127.0.0.2', { hostKey: key.privateKey });
    expect(await becomes('pi1', 'adopted')).toEqual({ kind: 'adopted', address: '127.0.0.2' });
    expect(node.logins.accepted).toBe(1);
  });

  it('looks on when it was started again before it had stopped', async () => {
    const { discovery } = street(planned('pi1'));
    const stopped = discovery.stop();
    discovery.start();
    await stopped;
    expect(discovery.state().isLooking).toBe(true);
  });

  it('never tries to log in to a machine with another key', async () => {
    const { machine, becomes, discovery } = street(planned('pi1', { plannedAddress: '127.0.0.3' }));
    const stranger = await machine('127.0.0.3');
    const state = await becomes('pi1', 'wrong-host-key');
    expect(state).toMatchObject({ address: '127.0.0.3', fingerprint: fingerprintOf(stranger.hostKey) });
    expect(stranger.logins.tried).toBe(0);
    expect(fleetSnapshot(discovery.state(), 1).foreign).toMatchObject([{ address: '127.0.0.3', claims: 'pi1' }]);
  });

  it('says why the login failed, and tries again', async () => {
    const key = newKeyPair();
    const { machine, becomes, until, discovery } = street(
      planned('pi1', { plannedAddress: '127.0.0.4', fingerprints: [fingerprintOf(key.publicKey)] }),
    );
    await machine('127.0.0.4', { hostKey: key.privateKey, authorizedKeys: [] });
    await becomes('pi1', 'found');
    await until(() => {
      const state = discovery.state().standings.get('pi1')?.state;
      return state?.kind === 'found' && state.login?.code === 'ssh/login-refused';
    });
  });

  it('looks at an address that somebody typed, and names two machines with one key', async () => {
    const key = newKeyPair();
    const { machine, becomes, discovery } = street(planned('pi1', { fingerprints: [fingerprintOf(key.publicKey)] }));
    for (const address of ['127.0.0.5', '127.0.0.6']) {
      await machine(address, { hostKey: key.privateKey });
      const at = Date.now();
      discovery.dispatch({ type: 'sighted', at, sighting: { how: 'typed', address, at: new Date(at).toISOString() } });
    }
    expect(await becomes('pi1', 'duplicate')).toEqual({ kind: 'duplicate', addresses: ['127.0.0.5', '127.0.0.6'] });
  });

  it('sweeps a subnet, and shows whose hardware answered', async () => {
    const { machine, until, discovery } = street(planned('pi1'));
    await machine('127.0.0.9');
    discovery.sweep(['127.0.0.8/30']);
    await until(() => discovery.state().sweep?.running === false);
    expect(discovery.state().sweep).toEqual({ running: false, done: 2, total: 2, subnets: ['127.0.0.8/30'] });
    await until(() => fleetSnapshot(discovery.state(), 1).foreign.length === 1);
    expect(fleetSnapshot(discovery.state(), 1).foreign).toMatchObject([{ address: '127.0.0.9', vendor: 'Raspberry Pi' }]);
  });
});
