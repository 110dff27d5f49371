import { describe, expect, it } from 'vitest';
import { resolvePlan } from '../../../../../electron/engine/plan/resolve.ts';
import { findings } from '../../../../../electron/engine/fleet/preflight/findings.ts';
import { fleetFindings } from '../../../../../electron/engine/fleet/preflight/fleet-findings.ts';
import type { NodeFinding } from '../../../../../electron/contract/facts.ts';
import { planWith } from '../../../../fakes/cluster-plan.ts';
import { askedAt, factsOf, pi1Jessie, pi4Bookworm, pi5Trixie, soundNode, type Said } from '../../../../fakes/facts-output.ts';

const plan = resolvePlan(planWith({}));
const named = (name: string): (typeof plan.nodes)[number] => {
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(name);
  return node;
};
const worker = { ...named('pi-node01'), address: '192.168.10.21/24' };
const leader = { ...worker, role: 'control-plane' as const };

const found = (said: Said, node = worker, imageArchitecture?: string): readonly NodeFinding[] =>
  findings({ node, plan, facts: factsOf(said), imageArchitecture }, []);
const codes = (list: readonly NodeFinding[]): readonly string[] => list.map(({ severity, code }) => `${severity} ${code}`);

describe('the findings about a node', () => {
  it('are none where nothing is wrong', () => {
    expect(found(soundNode)).toEqual([]);
  });

  it('name what a fresh Raspberry Pi OS lacks for Kubernetes, errors first', () => {
    expect(codes(found(pi4Bookworm))).toEqual([
      'error memory-cgroup-off',
      'error own-name-loopback',
      'error swap-on',
      'advice network-not-prepared',
      'advice search-domain',
    ]);
  });

  it('name all that ails a Pi 1 with a HypriotOS of 2017', () => {
    expect(codes(found(pi1Jessie, leader))).toEqual([
      'error cpuset-cgroup-off',
      'error hostname-wrong',
      'error own-name-loopback',
      'error disk-full',
      'error apt-retired',
      'error memory-too-small',
      'error one-core',
      'error under-voltage',
      'warning clock-unsynchronized',
      'warning root-not-expanded',
      'warning throttled',
      'advice cgroup-v1',
      'advice packages-locked',
    ]);
  });

  it("name a Pi 5's pages and its swap", () => {
    expect(codes(found(pi5Trixie))).toEqual(['error swap-on', 'warning page-size-16k']);
  });

  it('are none where nothing is known', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Said, readonly string[], boolean]>([
    [
      'a clock three years behind',
      { 'clock-start': String(askedAt - 94_672_800), 'clock-end': String(askedAt - 94_672_799), timedatectl: '' },
      ['error clock-wrong'],
      true,
    ],
    [
      'a desktop with a wrong clock',
      { 'clock-start': String(askedAt + 3600), 'clock-end': String(askedAt + 3601) },
      ['warning clock-differs'],
      false,
    ],
    [
      'a clock that nobody keeps',
      { timedatectl: 'System clock synchronized: no', 'clock-service': '' },
      ['warning clock-unsynchronized'],
      true,
    ],
    ['a name of its own', { hostname: 'raspberrypi', 'own-name': '192.168.10.21' }, ['error hostname-wrong'], true],
    ['a name that nobody knows', { 'own-name': '' }, ['error own-name-unknown'], true],
    ['swap on zram', { swaps: 'Filename\n/dev/zram0 partition 2097136 0 100', 'swap-makers': '' }, ['error swap-on'], true],
    ['a read-only root', { mounts: '/dev/mmcblk0p2 / ext4 ro 0 0' }, ['error root-read-only'], false],
    [
      'a root in memory',
      { 'file-systems': 'overlay overlay 1942204 200 1942004 1% /' },
      ['error root-overlay', 'warning disk-tight'],
      false,
    ],
    ['a full card', { 'file-systems': '/dev/mmcblk0p2 ext4 30444284 30344284 100000 99% /' }, ['error disk-full'], false],
    [
      'a card that is nearly full',
      { 'file-systems': '/dev/mmcblk0p2 ext4 30444284 27444284 2800000 90% /' },
      ['warning disk-tight'],
      false,
    ],
    [
      'a root that was not grown',
      { 'root-disk': 'device /dev/mmcblk0p2\npartition 1056768 61265920 122333952' },
      ['warning root-not-expanded'],
      true,
    ],
    ['weak power now', { throttled: 'throttled=0x50005' }, ['error under-voltage', 'warning throttled'], false],
    ['weak power once', { throttled: 'throttled=0x10000' }, ['warning under-voltage'], false],
    ['heat', { temperature: '84000' }, ['warning hot'], false],
    ['a missing vxlan', { modules: 'overlay loaded\nbr_netfilter loaded\nvxlan missing' }, ['warning module-missing'], false],
    ['forwarding off', { 'ip-forward': '0' }, ['advice network-not-prepared'], true],
    ['a port that is taken', { listening: '00000000:192B' }, ['error ports-taken'], false],
    ['an earlier etcd', { leftovers: '/var/lib/etcd/member', listening: '00000000:094B' }, ['warning cluster-leftovers'], false],
    [
      'a node of a cluster',
      { leftovers: '/etc/kubernetes/kubelet.conf', listening: '00000000:280A' },
      ['advice in-a-cluster'],
      false,
    ],
    [
      'closed package servers',
      { 'apt-sources': 'file /etc/apt/sources.list\ndeb http://raspbian.raspberrypi.org/raspbian buster main' },
      ['error apt-retired'],
      true,
    ],
    ['another address than planned', { addresses: '2: eth0 inet 192.168.10.77/24 x' }, ['warning address-differs'], false],
    ['no way out', { route: '' }, ['warning no-default-route'], false],
    ['no name server', { resolver: 'options ndots:1' }, ['warning no-dns'], false],
    ['a 32-bit system under a 64-bit kernel', { architecture: 'armhf' }, ['advice mixed-bits'], false],
    ['512 MB', { memory: 'MemTotal: 443140 kB' }, ['warning memory-too-small'], false],
  ])('name %s', (...[, changes, expected, applies]) => {
    const list = found({ ...soundNode, ...changes });
    expect(codes(list)).toEqual(expected);
    expect(list[0]?.fix?.applies).toBe(applies);
    expect(list.every(({ node, message }) => node === 'pi-node01' && message.endsWith('.'))).toBe(true);
  });

  it.each([
    [443_140, ['error memory-too-small']],
    [948_304, ['warning memory-tight']],
    [1_887_000, []],
  ])('judge %i kB of memory for a control plane', (kilobytes, expected) => {
    expect(codes(found({ ...soundNode, memory: `MemTotal: ${kilobytes} kB` }, leader))).toEqual(expected);
  });

  it("name a node that runs another architecture than the plan's image", () => {
    expect(codes(found(soundNode, worker, 'armhf'))).toEqual(['error architecture-differs']);
    expect(codes(found(soundNode, worker, 'arm64'))).toEqual([]);
  });

  it('say that a memory cgroup which cmdline.txt asks for waits for a reboot', () => {
    const said = { ...soundNode, 'cgroup-controllers': 'cpuset cpu' };
    expect(found(said)[0]).toMatchObject({ code: 'memory-cgroup-off', fix: { applies: true, reboot: true } });
    expect(found(said)[0]?.message).toContain('not been rebooted');
  });

  it('tell how wrong a clock is in words', () => {
    const said = {
      ...soundNode,
      'clock-start': String(askedAt - 94_672_800),
      'clock-end': String(askedAt - 94_672_799),
      timedatectl: '',
    };
    expect(found(said)[0]?.message).toBe('The clock of the node is 3 years behind.');
  });
});

describe('the findings between nodes', () => {
  const other: Said = { ...soundNode, 'machine-id': 'f'.repeat(32), macs: 'eth0 dc:a6:32:0a:0b:0c', hostname: 'pi-node02' };
  const fleet = (said: Said): readonly string[] =>
    fleetFindings(
      new Map([
        ['pi-node01', factsOf(soundNode)],
        ['pi-node02', factsOf(said)],
      ]),
    ).map(({ code, node }) => `${code} ${node}`);

  it('are none where each is its own', () => {
    expect(fleet(other)).toEqual([]);
  });

  it.each([
    ['machine-id-cloned', { 'machine-id': soundNode['machine-id'] ?? '' }],
    ['mac-cloned', { macs: soundNode['macs'] ?? '' }],
    ['hostname-twice', { hostname: 'pi-node01' }],
    ['clocks-disagree', { 'clock-start': String(askedAt + 9), 'clock-end': String(askedAt + 10) }],
  ])('name %s at both', (code, changes) => {
    expect(new Set(fleet({ ...other, ...changes }))).toEqual(new Set([`${code} pi-node01`, `${code} pi-node02`]));
  });

  it('take no offence at bridges of containers with one address', () => {
    expect(fleet({ ...other, macs: 'docker0 02:42:ac:11:00:02' })).toEqual([]);
  });
});
