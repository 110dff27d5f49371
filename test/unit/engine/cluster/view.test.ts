import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../../../electron/contract/cluster.ts';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { createClusterView, type ClusterView, type ViewOptions } from '../../../../electron/engine/cluster/view.ts';
import { startFakeKubeApi, type FakeKubeApi } from '../../../fakes/fake-kube-api.ts';
import { kubeEvent, kubeNode, kubePod } from '../../../fakes/kube-objects.ts';

let api: FakeKubeApi;
let forwards: string[];
let closed: number;

beforeEach(async () => {
  api = await startFakeKubeApi();
  [forwards, closed] = [[], 0];
  api.put('nodes', 'pi-master', kubeNode('pi-master', { controlPlane: true }));
  for (const name of ['pi-node10', 'pi-node2', 'pi-node1']) api.put('nodes', name, kubeNode(name));
});
afterEach(() => api.close());

function viewOf(part: Partial<ViewOptions> = {}): ClusterView {
  return createClusterView({
    dir: '/lab',
    credentials: api.credentials,
    controlPlanes: ['pi-master'],
    door: {
      forward: (node, port) => {
        forwards.push(`${node}:${port}`);
        const close = (): Promise<void> => Promise.resolve(void (closed += 1));
        return Promise.resolve({ port: api.port, close });
      },
      script: () => Promise.resolve(''),
    },
    now: () => new Date('2026-11-24T22:00:00Z'),
    // The waits are real and short: what is waited for happens on sockets.
    pause: (milliseconds, signal) => delay(Math.min(milliseconds, 5), undefined, { signal }),
    onFault: () => undefined,
    ...part,
  });
}

/** Watches until it looks as described. */
async function until(view: ClusterView, holds: (snapshot: ClusterSnapshot) => boolean): Promise<ClusterSnapshot> {
  const leaving = new AbortController();
  for await (const snapshot of view.watch(leaving.signal)) if (holds(snapshot)) return snapshot;
  throw new Error('the view ended');
}

const names = ({ members }: ClusterSnapshot): readonly string[] => members.map(({ name }) => name);

describe('the view of a cluster', () => {
  it('shows its nodes, control plane first, in the order people count in', async () => {
    const snapshot = await until(viewOf(), ({ members }) => members.length === 4);
    expect(names(snapshot)).toEqual(['pi-master', 'pi-node1', 'pi-node2', 'pi-node10']);
    expect(snapshot.members[0]).toMatchObject({
      ready: 'ready',
      controlPlane: true,
      kubelet: 'v1.36.4',
      address: '192.168.10.20',
    });
    expect(snapshot).toMatchObject({ version: 'v1.36.4', link: { kind: 'live', node: 'pi-master' } });
    expect(forwards).toEqual(['pi-master:6443']);
  });

  it('counts pods on each node, those that ended left out, and those that wait for a place', async () => {
    api.put('pods', 'a', kubePod('a', 'pi-node1'));
    api.put('pods', 'b', kubePod('b', 'pi-node1', { ready: false }));
    api.put('pods', 'c', kubePod('c', 'pi-node1', { phase: 'Succeeded' }));
    api.put('pods', 'd', kubePod('d', '', { phase: 'Pending', ready: false }));
    const snapshot = await until(viewOf(), ({ members, podsPending }) => members.length === 4 && podsPending === 1);
    expect(snapshot.members[1]).toMatchObject({ name: 'pi-node1', pods: 2, podsReady: 1 });
  });

  it('shows what happens as it happens: events, a node that goes away, a node that is not ready', async () => {
    const view = viewOf();
    const watching = until(view, ({ events, members }) => events.length === 1 && members.length === 3);
    await until(view, ({ members }) => members.length === 4);
    api.put('nodes', 'pi-node2', kubeNode('pi-node2', { ready: 'False', message: 'container runtime is down' }));
    api.put('events', 'e1', kubeEvent('e1', 'Back-off restarting failed container'));
    api.remove('nodes', 'pi-node10');
    const snapshot = await watching;
    expect(snapshot.members.find(({ name }) => name === 'pi-node2')?.ready).toBe('not-ready');
    expect(snapshot.events[0]).toMatchObject({ about: 'Pod default/web-1', count: 3, type: 'Warning' });
  });

  it('shows the expiry of the certificate on the wire and of its own', async () => {
    const { certificates } = await until(viewOf(), ({ link }) => link.kind === 'live');
    expect(certificates.map(({ name }) => name)).toEqual(expect.arrayContaining(['apiserver (shown)', 'kubeconfig']));
    for (const { notAfter } of certificates) expect(Date.parse(notAfter)).toBeGreaterThan(Date.now());
  });

  it('the texts of a hostile cluster are made plain and short', async () => {
    api.put('events', 'e1', kubeEvent('e1', `\u001b[2J\u202eevil\u0007 ${'x'.repeat(100_000)}`));
    const { events } = await until(viewOf(), (snapshot) => snapshot.events.length === 1);
    expect(events[0]?.message).toMatch(/^\[2Jevil x+$/);
    expect(events[0]?.message.length).toBeLessThanOrEqual(1000);
  });

  it('keeps the newest two hundred events of a storm', async () => {
    for (let index = 0; index < 450; index += 1)
      api.put(
        'events',
        `e${index}`,
        kubeEvent(`e${index}`, `number ${index}`, new Date(1_760_000_000_000 + index * 1000).toISOString()),
      );
    const { events } = await until(viewOf(), (snapshot) => snapshot.events.length === 200);
    expect([events[0]?.message, events.at(-1)?.message]).toEqual(['number 449', 'number 250']);
  });
});

describe('a connection that does not last', () => {
  it.each(['politely', 'abruptly'] as const)('a watch that is broken off %s goes on from where it was', async (how) => {
    const view = viewOf();
    const watching = until(view, ({ members }) => members.length === 5);
    await until(view, ({ members, link }) => members.length === 4 && link.kind === 'live');
    api.breakOff(how);
    api.put('nodes', 'pi-node3', kubeNode('pi-node3'));
    expect(names(await watching)).toContain('pi-node3');
  });

  it.each(['event', 'status'] as const)(
    'after 410 as %s everything is listed again, and what went away meanwhile is gone',
    async (how) => {
      const view = viewOf();
      const watching = until(view, (snapshot) => !names(snapshot).includes('pi-node10') && snapshot.members.length === 3);
      await until(view, ({ members }) => members.length === 4);
      await expect.poll(() => api.seen.filter((line) => line.startsWith('watch nodes')).length).toBeGreaterThan(0);
      api.breakOff('politely');
      api.remove('nodes', 'pi-node10');
      api.compact(how);
      api.breakOff('politely');
      expect(names(await watching)).toEqual(['pi-master', 'pi-node1', 'pi-node2']);
      expect(api.seen.filter((line) => line === 'list nodes').length).toBeGreaterThan(2);
    },
  );

  it('is a state with its reason; what was seen stays on show, and it comes back by itself', async () => {
    const view = viewOf();
    const lost = until(view, ({ link }) => link.kind === 'lost');
    await until(view, ({ members }) => members.length === 4);
    api.refuseWith(403);
    api.breakOff('abruptly');
    expect(await lost).toMatchObject({ link: { error: { code: 'cluster/denied' } }, members: { length: 4 } });
    const back = until(view, ({ link }) => link.kind === 'live');
    api.refuseWith(undefined);
    await back;
  });

  it('a control plane that restarts leaves nothing stale: what changed meanwhile is on show once it is back', async () => {
    const view = viewOf();
    const lost = until(view, ({ link }) => link.kind === 'lost');
    await until(view, ({ members }) => members.length === 4);
    api.refuseWith(503);
    api.breakOff('abruptly');
    await lost;
    api.remove('nodes', 'pi-node10');
    api.put('nodes', 'pi-node1', kubeNode('pi-node1', { ready: 'Unknown' }));
    api.put('nodes', 'pi-node3', kubeNode('pi-node3'));
    api.compact('status');
    const back = until(view, (snapshot) => snapshot.link.kind === 'live' && names(snapshot).includes('pi-node3'));
    api.refuseWith(undefined);
    const { members } = await back;
    expect(members.map(({ name, ready }) => [name, ready])).toEqual([
      ['pi-master', 'ready'],
      ['pi-node1', 'unknown'],
      ['pi-node2', 'ready'],
      ['pi-node3', 'ready'],
    ]);
  });

  it('the next control plane is tried when one does not answer', async () => {
    const view = viewOf({
      controlPlanes: ['pi-a', 'pi-b'],
      door: {
        forward: (node) =>
          node === 'pi-a'
            ? Promise.reject(new SlipwayError('ssh/unreachable', node))
            : Promise.resolve({ port: api.port, close: () => Promise.resolve() }),
        script: () => Promise.resolve(''),
      },
    });
    await until(view, ({ link }) => link.kind === 'live' && link.node === 'pi-b');
  });

  it('the tunnel is opened for the first who watches, shared, and closed after the last', async () => {
    const view = viewOf();
    await Promise.all([until(view, ({ members }) => members.length === 4), until(view, ({ members }) => members.length === 4)]);
    expect(forwards).toHaveLength(1);
    await expect.poll(() => closed).toBe(1);
  });
});

describe('who answers', () => {
  it('another authority is not trusted: nothing is sent to it', async () => {
    const other = await startFakeKubeApi();
    try {
      const snapshot = await until(viewOf({ credentials: other.credentials }), ({ link }) => link.kind === 'lost');
      expect(snapshot.link).toMatchObject({ error: { code: 'cluster/untrusted' } });
      expect(api.seen).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('a certificate for another name is not trusted either', async () => {
    const other = await startFakeKubeApi({ names: 'DNS:somebody-else' });
    const door = {
      forward: () => Promise.resolve({ port: other.port, close: () => Promise.resolve() }),
      script: () => Promise.resolve(''),
    };
    try {
      const snapshot = await until(viewOf({ credentials: other.credentials, door }), ({ link }) => link.kind === 'lost');
      expect(snapshot.link).toMatchObject({ error: { code: 'cluster/untrusted' } });
      expect(other.seen).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
