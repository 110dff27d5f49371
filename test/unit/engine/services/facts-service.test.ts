import { afterEach, describe, expect, it } from 'vitest';
import { createShellPool } from '../../../../electron/engine/fleet/ssh/pool.ts';
import { resolvePlan } from '../../../../electron/engine/plan/resolve.ts';
import { createFactsService, type FactsRoom } from '../../../../electron/engine/services/facts-service.ts';
import { planWith } from '../../../fakes/cluster-plan.ts';
import { factsOutput, pi4Bookworm, soundNode, type Said } from '../../../fakes/facts-output.ts';
import type { FakeAnswer, FakeCommand, Printed } from '../../../fakes/fake-command.ts';
import { startFakeNode, type FakeNode, type FakeNodeOptions } from '../../../fakes/fake-node.ts';
import { testKeys, testPublicKey } from '../../../fakes/ssh-keys.ts';

const plan = resolvePlan(planWith({}));
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

const unused = (): never => {
  throw new Error('not used here');
};

interface Desk {
  readonly room: FactsRoom;
  readonly nodes: ReadonlyMap<string, FakeNode>;
  /** What the fleet was told of each node's preflight. */
  readonly passed: Map<string, boolean>;
}

/** The three planned nodes as SSH servers that answer as `answer` says. */
async function desk(answer: (node: string) => FakeNodeOptions, fleetIsGone = (): boolean => false): Promise<Desk> {
  const pool = createShellPool({ keys: testKeys, times: { backoffMs: 1, dialTimeoutMs: 300 } });
  const nodes = new Map<string, FakeNode>();
  for (const { name } of plan.nodes) nodes.set(name, await startFakeNode({ authorizedKeys: [testPublicKey], ...answer(name) }));
  const passed = new Map<string, boolean>();
  const room = createFactsService({
    projects: {
      service: new Proxy({}, { get: unused }) as never,
      soundPlan: () => Promise.resolve(plan),
      mirrors: () => Promise.resolve({}),
    },
    images: { service: { find: () => Promise.resolve(undefined) } } as never,
    fleet: {
      shell: (_dir, node) => {
        const target = nodes.get(node)?.target(node);
        return target === undefined ? Promise.reject(new Error(node)) : Promise.resolve(pool.shell(target));
      },
      preflight: (_dir, node, its) => {
        if (fleetIsGone()) return Promise.reject(new Error('The fleet is gone.'));
        passed.set(node, its);
        return Promise.resolve();
      },
    },
    log: { info: () => undefined, error: () => undefined, tail: () => [], close: () => Promise.resolve() },
  });
  open.push({ stop: () => room.close() }, { stop: () => pool.close() }, ...nodes.values());
  return { room, nodes, passed };
}

const says =
  (said: Said) =>
  ({ script }: FakeCommand): Printed =>
    script?.includes('slipway-facts') === true ? { stdout: factsOutput(said) } : {};

/** Each sound node is another machine with its own name and address. */
const sound = (node: string): Said => {
  const place = 20 + plan.nodes.findIndex(({ name }) => name === node);
  return {
    ...soundNode,
    hostname: node,
    'own-name': `192.168.10.${place}`,
    addresses: `2: eth0 inet 192.168.10.${place}/24 x`,
    macs: `eth0 dc:a6:32:00:00:${place}`,
    'machine-id': String(place).padStart(32, '0'),
    'clock-start': '',
    'clock-end': '',
  };
};

describe('the facts of a project', () => {
  it('are asked of all nodes at once, judged, and told to the fleet', async () => {
    const { room, passed } = await desk((node) => ({
      answer: says(node === 'pi-node01' ? { ...sound(node), 'cgroup-controllers': 'cpuset cpu' } : sound(node)),
    }));
    const { nodes } = await room.service.gather({ dir: '/p' });
    expect(nodes.map(({ node, findings }) => [node, findings.map(({ code }) => code)])).toEqual([
      ['pi-master', []],
      ['pi-node01', ['memory-cgroup-off']],
      ['pi-node02', []],
    ]);
    expect([...passed]).toEqual([
      ['pi-master', true],
      ['pi-node01', false],
      ['pi-node02', true],
    ]);
  });

  it('of a node that does not answer are an error beside the others, and its older facts stay', async () => {
    let isUp = true;
    const { room } = await desk((node) => ({ answer: (command): FakeAnswer => (isUp ? says(sound(node))(command) : 'drop') }));
    await room.service.gather({ dir: '/p' });
    isUp = false;
    const { nodes } = await room.service.gather({ dir: '/p', nodes: ['pi-node02'] });
    expect(nodes[1]?.error).toBeUndefined();
    expect(nodes[2]).toMatchObject({ node: 'pi-node02', asking: false, facts: { hostname: 'pi-node02' } });
    expect(nodes[2]?.error?.code).toMatch(/^ssh\//);
  });

  it.each<[string, FakeNodeOptions]>([
    ['half an answer', { answer: () => ({ stdout: factsOutput(pi4Bookworm).slice(0, 500) }) }],
    ['10 MB without a line end', { answer: () => ({ stdout: Buffer.alloc(10_000_000, 120) }) }],
    ['bytes that are no text', { answer: () => ({ stdout: Buffer.from([0xff, 0xfe, 0, 0x1b, 0x5d]) }) }],
    ['a reboot in the middle', { answer: () => 'drop' }],
  ])('of a node that gives %s fail by themselves', async (_, nasty) => {
    const { room } = await desk((node) => (node === 'pi-node01' ? nasty : { answer: says(sound(node)) }));
    const { nodes } = await room.service.gather({ dir: '/p' });
    expect(nodes.map(({ error }) => error?.code.split('/')[0] ?? 'ok')).toEqual([
      'ok',
      expect.stringMatching(/^(?:fleet|ssh)$/),
      'ok',
    ]);
  });
});

/** Nodes that swap until they are told not to. */
function swapNodes(): (node: string) => FakeNodeOptions {
  let isOn = true;
  return (node) => ({
    answer: ({ script = '' }: FakeCommand): Printed => {
      if (script.includes('slipway-facts'))
        return { stdout: factsOutput(isOn ? { ...sound(node), swaps: pi4Bookworm['swaps'] ?? '' } : sound(node)) };
      if (script.includes('swapoff -a')) isOn = false;
      return { code: script.includes('fail "Swap is on') && isOn ? 1 : 0 };
    },
  });
}

describe('the repair of a node', () => {
  it('is refused for what has no repair, and for a node that was not asked', async () => {
    const { room } = await desk((node) => ({ answer: says({ ...sound(node), temperature: '84000' }) }));
    await expect(room.service.fix({ dir: '/p', node: 'pi-node01' })).rejects.toMatchObject({ code: 'fleet/no-fix' });
    await room.service.gather({ dir: '/p' });
    await expect(room.service.fix({ dir: '/p', node: 'pi-node01', codes: ['hot'] })).rejects.toMatchObject({
      code: 'fleet/no-fix',
    });
    await expect(room.service.fix({ dir: '/p', node: 'nobody' })).rejects.toMatchObject({ code: 'plan/unknown-node' });
  });

  it('shows its steps to who watches, and asks the node again', async () => {
    const { room } = await desk(swapNodes());
    await room.service.gather({ dir: '/p', nodes: ['pi-node01'] });
    await room.service.fix({ dir: '/p', node: 'pi-node01' });
    await expect(room.service.fix({ dir: '/p', node: 'pi-node01', codes: ['swap-on'] })).rejects.toMatchObject({
      code: 'fleet/repair-running',
    });
    for await (const { nodes } of room.service.watch({ dir: '/p' }, AbortSignal.timeout(20_000))) {
      const { repair, findings } = nodes[1] ?? {};
      if (repair?.running !== false) continue;
      expect(repair.steps).toEqual([expect.objectContaining({ code: 'swap-on', state: 'done' })]);
      expect(findings).toEqual([]);
      return;
    }
    expect.unreachable('the repair never ended');
  });

  it('has an end though the fleet cannot be told of it', async () => {
    let isGone = false;
    const { room } = await desk(swapNodes(), () => isGone);
    await room.service.gather({ dir: '/p' });
    isGone = true;
    await room.service.fix({ dir: '/p', node: 'pi-node01' });
    for await (const { nodes } of room.service.watch({ dir: '/p' }, AbortSignal.timeout(20_000)))
      if (nodes[1]?.repair?.running === false) return;
    expect.unreachable('the repair never ended');
  });
});
