import type { FactsSnapshot, NodeFacts, NodeFinding, NodeReport } from '../../electron/contract/facts.ts';

/** A Pi 4 with HypriotOS, as it says it of itself. */
export const pi4Facts: NodeFacts = {
  model: 'Raspberry Pi 4 Model B Rev 1.4',
  revision: 'c03114',
  memoryBytes: 4_096_000_000,
  cores: 4,
  architecture: 'armhf',
  kernelBits: 32,
  pageSize: 4096,
  os: { id: 'raspbian', version: '10', pretty: 'Raspbian GNU/Linux 10 (buster)', hypriot: '1.12.3' },
  kernel: '4.19.97-v7l+',
  uptimeSeconds: 5400,
  load: 0.12,
  cgroup: { version: 1, controllers: ['cpuset', 'cpu', 'pids'] },
  fileSystems: [
    { mount: '/', device: '/dev/mmcblk0p2', type: 'ext4', bytes: 31_000_000_000, freeBytes: 27_000_000_000, readOnly: false },
  ],
  swap: [],
  time: { synchronized: false, service: 'systemd-timesyncd', skewSeconds: -180, skewErrorSeconds: 0.1 },
  interfaces: [{ name: 'eth0', mac: 'dc:a6:32:12:34:56', addresses: ['192.168.10.20/24'] }],
  defaultRoute: { gateway: '192.168.10.1', interface: 'eth0' },
  machineId: '0123456789abcdef0123456789abcdef',
  hostname: 'pi-master',
  hostnameResolvesTo: ['127.0.1.1'],
  dns: { servers: ['192.168.10.1'], search: ['lan'] },
  ipForward: true,
  modules: [
    { name: 'br_netfilter', state: 'loaded' },
    { name: 'overlay', state: 'available' },
  ],
  programs: [{ name: 'docker', version: '19.03.8' }],
  leftovers: [],
  portsTaken: [],
  cloudInit: 'done',
  aptSources: [],
  temperature: 48.3,
  throttled: { now: [], ever: ['under-voltage'] },
};

export const memoryCgroupOff: NodeFinding = {
  code: 'memory-cgroup-off',
  node: 'pi-master',
  severity: 'error',
  message: 'The memory control group is off.',
  why: 'Kubernetes cannot limit memory without it, and kubelet does not start.',
  source: 'docs.k3s.io/installation/requirements',
  fix: { text: 'Add cgroup_enable=memory to cmdline.txt.', applies: true, reboot: true },
};

const others: readonly NodeFinding[] = [
  {
    code: 'clock-behind',
    node: 'pi-master',
    severity: 'warning',
    message: 'The clock is 3 minutes behind.',
    why: 'Certificates would look “not yet valid”.',
    fix: { text: 'Set the clock from this computer.', applies: true, reboot: false },
  },
  {
    code: 'under-voltage-ever',
    node: 'pi-master',
    severity: 'advice',
    message: 'The supply was too weak at least once since the start.',
    fix: { text: 'Take a stronger supply or a shorter cable.', applies: false, reboot: false },
  },
];

export const troubledReport = (node: string): NodeReport => ({
  node,
  asking: false,
  facts: { ...pi4Facts, hostname: node },
  at: '2026-11-24T20:20:00.000Z',
  findings: [memoryCgroupOff, ...others].map((finding) => ({ ...finding, node })),
});

/** Newer facts with the report of one node replaced. */
export const withReport = (facts: FactsSnapshot, report: NodeReport): FactsSnapshot => ({
  ...facts,
  revision: facts.revision + 1,
  nodes: facts.nodes.map((other) => (other.node === report.node ? report : other)),
});
