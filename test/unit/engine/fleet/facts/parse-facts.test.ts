import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import { nodeFactsSchema } from '../../../../../electron/contract/facts.ts';
import { parseFacts } from '../../../../../electron/engine/fleet/facts/parse-facts.ts';
import {
  askedAt,
  factsOf,
  factsOutput,
  pi1Jessie,
  pi4Bookworm,
  pi5Trixie,
  trip,
  type Said,
} from '../../../../fakes/facts-output.ts';

const facts = (changes: Said = {}): ReturnType<typeof factsOf> => factsOf({ ...pi4Bookworm, ...changes });

describe('the facts of a node', () => {
  it('of a Pi 4 with Raspberry Pi OS Bookworm are read whole', () => {
    expect(facts()).toEqual({
      model: 'Raspberry Pi 4 Model B Rev 1.4',
      revision: 'c03114',
      memoryBytes: 3_884_376 * 1024,
      cores: 4,
      architecture: 'arm64',
      kernelBits: 64,
      pageSize: 4096,
      os: { id: 'debian', version: '12', pretty: 'Debian GNU/Linux 12 (bookworm)' },
      kernel: '6.6.51+rpt-rpi-v8',
      uptimeSeconds: 613.25,
      load: 0.12,
      cgroup: { version: 2, controllers: ['cpuset', 'cpu', 'io', 'pids'] },
      cmdline: [
        'coherent_pool=1M',
        'cgroup_disable=memory',
        'console=tty1',
        'root=PARTUUID=4e639091-02',
        'rootfstype=ext4',
        'rootwait',
      ],
      cmdlineFile: {
        path: '/boot/firmware/cmdline.txt',
        tokens: ['console=serial0,115200', 'console=tty1', 'root=PARTUUID=4e639091-02', 'rootwait'],
      },
      fileSystems: [
        {
          mount: '/',
          device: '/dev/mmcblk0p2',
          type: 'ext4',
          bytes: 30_444_284 * 1024,
          freeBytes: 27_052_232 * 1024,
          readOnly: false,
        },
        {
          mount: '/boot/firmware',
          device: '/dev/mmcblk0p1',
          type: 'vfat',
          bytes: 522_230 * 1024,
          freeBytes: 445_688 * 1024,
          readOnly: false,
        },
      ],
      root: { device: '/dev/mmcblk0p2', readOnly: false, unusedBytes: 11_264 * 512 },
      swap: [{ name: '/var/swap', bytes: 524_272 * 1024, mechanism: 'dphys-swapfile' }],
      time: {
        now: new Date(askedAt * 1000).toISOString(),
        synchronized: true,
        service: 'systemd-timesyncd',
        skewSeconds: 0,
        skewErrorSeconds: 0.02,
      },
      interfaces: [
        { name: 'eth0', mac: 'dc:a6:32:01:02:03', addresses: ['192.168.10.21/24', 'fe80::dea6:32ff:fe01:203/64'] },
        { name: 'wlan0', mac: 'dc:a6:32:01:02:04', addresses: [] },
      ],
      defaultRoute: { gateway: '192.168.10.1', interface: 'eth0' },
      machineId: '0123456789abcdef0123456789abcdef',
      bootId: '7930899a-dfd4-4fad-8dd9-278ac85a7409',
      hostname: 'pi-node01',
      hostnameResolvesTo: ['127.0.1.1'],
      dns: { servers: ['192.168.10.1'], search: ['lan'] },
      ipForward: false,
      modules: ['overlay', 'br_netfilter', 'vxlan'].map((name) => ({ name, state: 'available' })),
      iptables: 'nft',
      programs: [],
      leftovers: [],
      portsTaken: [],
      packagesLocked: false,
      aptSources: [
        { file: '/etc/apt/sources.list', url: 'http://deb.debian.org/debian', host: 'deb.debian.org', suite: 'bookworm' },
      ],
      temperature: 48.2,
      throttled: { now: [], ever: [] },
    });
  });

  it('of a Pi 1 with HypriotOS on Debian 8 are read from its older tools', () => {
    expect(factsOf(pi1Jessie)).toMatchObject({
      kernelBits: 32,
      os: { id: 'raspbian', version: '8', hypriot: 'v1.4.0' },
      cgroup: { version: 1, controllers: ['cpu', 'memory'] },
      time: { synchronized: false },
      root: { device: '/dev/mmcblk0p2', readOnly: false, unusedBytes: (31_116_288 - 133_120 - 1_964_032) * 512 },
      packagesLocked: true,
      programs: [{ name: 'docker', version: '17.03.0-ce' }],
      temperature: 51.4,
      throttled: { now: ['under-voltage', 'throttled'], ever: ['under-voltage', 'throttled'] },
    });
  });

  it('of a Pi 5 with Trixie know its pages, its rpi-swap and its stanzas of package sources', () => {
    const { pageSize, swap, aptSources, cloudInit } = factsOf(pi5Trixie);
    expect(pageSize).toBe(16_384);
    expect(swap).toEqual([{ name: '/dev/zram0', bytes: 2_097_136 * 1024, mechanism: 'rpi-swap' }]);
    expect(aptSources.map(({ host, suite }) => `${host} ${suite}`)).toEqual([
      'deb.debian.org trixie',
      'deb.debian.org trixie-updates',
      'deb.debian.org trixie-security',
    ]);
    expect(cloudInit).toBe('done');
  });

  it('leave out what the node cannot tell, and name it neither good nor bad', () => {
    expect(factsOf({})).toEqual({
      fileSystems: [],
      time: {},
      interfaces: [],
      hostnameResolvesTo: [],
      modules: [],
      programs: [],
      leftovers: [],
      aptSources: [],
    });
  });
});

describe('one fact', () => {
  it.each<[string, Said, object]>([
    ['a 64-bit kernel under a 32-bit system', { architecture: 'armhf' }, { architecture: 'armhf', kernelBits: 64 }],
    [
      'a clock three years behind',
      { 'clock-start': `${askedAt - 94_672_800}.5`, 'clock-end': `${askedAt - 94_672_799}.5` },
      { time: { skewSeconds: -94_672_799.5 } },
    ],
    [
      'a clock that knows no nanoseconds',
      { 'clock-start': `${askedAt}.%N`, 'clock-end': `${askedAt + 1}.N` },
      { time: { skewSeconds: 0 } },
    ],
    ['legacy iptables of 1.8', { iptables: 'iptables v1.8.2 (legacy)' }, { iptables: 'legacy' }],
    ['iptables before 1.8', { iptables: 'iptables v1.6.0' }, { iptables: 'legacy' }],
    [
      'swap of fstab',
      { 'swap-makers': 'fstab /swapfile', swaps: 'Filename\n/swapfile file 10 0 -2' },
      { swap: [{ mechanism: 'fstab' }] },
    ],
    [
      'zram of other makers',
      { 'swap-makers': '', swaps: 'Filename\n/dev/zram0 partition 10 0 100' },
      { swap: [{ mechanism: 'zram' }] },
    ],
    [
      'a read-only root',
      { mounts: '/dev/mmcblk0p2 / ext4 ro,noatime 0 0' },
      { root: { readOnly: true }, fileSystems: [{ readOnly: true }, {}] },
    ],
    [
      'a file system that does not fill its partition',
      { 'root-disk': 'device /dev/mmcblk0p2\npartition 8192 124000000 124008192' },
      { root: { unusedBytes: 124_000_000 * 512 - 30_444_284 * 1024 } },
    ],
    [
      'ports of Kubernetes that are taken',
      { listening: '00000000:192B\n00000000000000000000000000000000:280A' },
      { portsTaken: [6443, 10_250] },
    ],
    [
      'a version of kubeadm',
      { programs: 'kubeadm v1.20.2\nkubectl Client Version: v1.20.2' },
      {
        programs: [
          { name: 'kubeadm', version: '1.20.2' },
          { name: 'kubectl', version: '1.20.2' },
        ],
      },
    ],
    ['a first boot with errors', { 'cloud-init-result': '{"v1": {"errors": ["oops"]}}' }, { cloudInit: 'error' }],
    ['a first boot under way', { 'cloud-init-status': '{"v1": {"stage": "modules-final"}}' }, { cloudInit: 'running' }],
    [
      'a list of cgroups in one token',
      { 'cmdline-file': '/boot/cmdline.txt\n\ufeffa "b c" d' },
      { cmdlineFile: { tokens: ['a', '"b c"', 'd'] } },
    ],
  ])('tells %s', (_, changes, expected) => {
    expect(facts(changes)).toMatchObject(expected);
  });

  it('keeps the password of a private mirror to itself', () => {
    const [source] = facts({
      'apt-sources': 'file /etc/apt/sources.list\ndeb https://me:hush@mirror.lan/debian bookworm main',
    }).aptSources;
    expect(JSON.stringify(source)).not.toContain('hush');
    expect(source).toMatchObject({ host: 'mirror.lan' });
  });
});

describe('a hostile answer', () => {
  it('cannot begin a section of its own', () => {
    expect(facts({ hostname: 'a\n=throttled\nthrottled=0x1\n=end' })).toMatchObject({ hostname: 'a', throttled: { now: [] } });
  });

  it('brings no terminal escapes and no endless names into the facts', () => {
    const { hostname, model } = facts({ hostname: '\u001B]0;owned\u0007pi', board: 'x'.repeat(100_000) });
    expect(hostname).toBe(']0;ownedpi');
    expect(model).toHaveLength(200);
  });

  it('that is cut off is refused', () => {
    const output = factsOutput(pi4Bookworm);
    expect(() => parseFacts(output.slice(0, -8), trip)).toThrow(SlipwayError);
    expect(() => parseFacts('', trip)).toThrow(SlipwayError);
  });

  it('of any bytes is understood or refused, and what is understood is facts', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(pi4Bookworm)));
    const said = fc.dictionary(
      fc.constantFrom(...Object.keys(pi4Bookworm)),
      fc.array(text, { maxLength: 4 }).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(said, fc.integer(), (changes, receivedAt) => {
        const parsed = parseFacts(factsOutput({ ...pi4Bookworm, ...changes }), { sentAt: 0, receivedAt });
        expect(nodeFactsSchema.safeParse(parsed).success).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('that is no answer at all never fails in another way than fleet/bad-answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (output) => {
        expect(() => parseFacts(output, trip)).toThrow(expect.objectContaining({ code: 'fleet/bad-answer' }));
      }),
    );
  });
});
