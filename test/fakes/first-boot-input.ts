import type { KnownImageFacts, OsFamily } from '../../electron/contract/image.ts';
import { planSchema, type ClusterNode, type ResolvedPlan } from '../../electron/contract/plan.ts';
import type { NodeIdentity } from '../../electron/contract/secrets.ts';
import type { FirstBootInput } from '../../electron/engine/firstboot/first-boot-files.ts';

/** A key made for tests only; no machine has it. */
const testHostKey = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBCtFRX7nCOQo16Obd9rzycbfj7AdUh2aI22cneN6RK7AAAAJjMpC+HzKQv
hwAAAAtzc2gtZWQyNTUxOQAAACBCtFRX7nCOQo16Obd9rzycbfj7AdUh2aI22cneN6RK7A
AAAEDCbr1weCOchW8BaLR9md7bW5/wXGIgIHRas/0tBGzOt0K0VFfucI5CjXo5t32vPJxt
+PsB1SHZojbZyd43pErsAAAADnJvb3RAcGktbWFzdGVyAQIDBAUGBw==
-----END OPENSSH PRIVATE KEY-----
`;

export const testIdentity: NodeIdentity = {
  hostKey: {
    type: 'ed25519',
    privateKey: testHostKey,
    publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEK0VFfucI5CjXo5t32vPJxt+PsB1SHZojbZyd43pErs root@pi-master',
  },
  machineId: '0123456789abcdef0123456789abcdef',
  instanceId: 'slipway-lab-pi-master-1a2b3c4d',
  phoneHomeSecret: 'c0ffee'.padEnd(64, '0'),
};

/** `openssl passwd -6 -salt slipwaytest pirate` */
export const testPasswordHash =
  '$6$slipwaytest$NCsg3qXr21b006/pIMfowYnFE/GK3LRdOhur7W/CV1adHOg/7sAEkpZ5X3zGsDQ1RpLxSNfekYbkoE7N7AIBS/';

const hypriotCmdline =
  'dwc_otg.lpm_enable=0 console=serial0,115200 console=tty1 root=PARTUUID=7ee80803-02 rootfstype=ext4 cgroup_enable=cpuset cgroup_enable=memory swapaccount=1 elevator=deadline fsck.repair=yes rootwait quiet init=/usr/lib/raspi-config/init_resize.sh\n';
const oldCmdline =
  '+dwc_otg.lpm_enable=0 console=tty1 root=/dev/mmcblk0p2 rootfstype=ext4 cgroup_enable=cpuset cgroup_enable=memory swapaccount=1 elevator=deadline fsck.repair=yes rootwait console=ttyAMA0,115200 kgdboc=ttyAMA0,115200\n';
const rpi64Cmdline =
  'dwc_otg.lpm_enable=0 console=tty1 root=/dev/mmcblk0p2 rootfstype=ext4 cgroup_enable=cpuset cgroup_memory=1 swapaccount=1 elevator=deadline fsck.repair=yes rootwait console=ttyAMA0,115200 net.ifnames=0\n';
const raspiosCmdline =
  'console=serial0,115200 console=tty1 root=PARTUUID=7ee80803-02 rootfstype=ext4 fsck.repair=yes rootwait quiet init=/usr/lib/raspberrypi-sys-mods/firstboot\n';
const ubuntuCmdline =
  'console=serial0,115200 multipath=off dwc_otg.lpm_enable=0 console=tty1 root=LABEL=writable rootfstype=ext4 rootwait fixrtc\n';

interface ImageSketch {
  readonly family: OsFamily;
  readonly cloudInit?: string;
  readonly files: Readonly<Record<string, string>>;
  /** Files that are there, beside those in `files`. */
  readonly names?: readonly string[];
}

/** One image for each way of taking first-boot settings, with the boot files that research/hypriot.md documents. */
export const imageSketches = {
  'hypriotos-1.6': {
    family: 'hypriot-device-init',
    files: {
      'cmdline.txt': oldCmdline,
      'config.txt': '\nhdmi_force_hotplug=1\nenable_uart=1\n',
      'device-init.yaml': 'hostname: "black-pearl"\n',
    },
  },
  'hypriotos-1.7.1': {
    family: 'hypriot-cloud-init',
    cloudInit: '0.7.6',
    files: {
      'cmdline.txt': oldCmdline,
      'config.txt': '\nhdmi_force_hotplug=1\nenable_uart=1\n',
      'user-data': '#cloud-config\nhostname: black-pearl\n',
      'meta-data': '',
    },
  },
  'hypriotos-1.10.1': {
    family: 'hypriot-cloud-init',
    cloudInit: '0.7.9',
    files: {
      'cmdline.txt': hypriotCmdline,
      'config.txt': '\nenable_uart=0\n',
      'user-data': '#cloud-config\nhostname: black-pearl\n',
      'meta-data': 'instance-id: pirate001\n',
    },
  },
  'hypriotos-1.12.3': {
    family: 'hypriot-cloud-init',
    cloudInit: '18.3',
    files: {
      'cmdline.txt': hypriotCmdline,
      'config.txt': '\nenable_uart=0\n',
      'user-data': '#cloud-config\nhostname: black-pearl\n',
      'meta-data': 'instance-id: pirate001\n',
      'network-config': 'version: 1\n',
    },
    names: ['fake-hwclock.data'],
  },
  hypriotos64: {
    family: 'hypriot64',
    cloudInit: '0.7.9',
    files: {
      'cmdline.txt': rpi64Cmdline,
      'config.txt': 'enable_uart=1\n',
      'user-data': '#cloud-config\nhostname: black-pearl\n',
      'meta-data': '',
    },
  },
  'raspios-trixie': {
    family: 'raspios-cloud-init',
    cloudInit: '25.2',
    files: {
      'cmdline.txt': raspiosCmdline,
      'config.txt': 'arm_64bit=1\n',
      'user-data': '#cloud-config\n',
      'meta-data': 'instance_id: rpios-image\n',
      'network-config': '# network\n',
    },
  },
  'raspios-bookworm': { family: 'raspios-firstrun', files: { 'cmdline.txt': raspiosCmdline, 'config.txt': 'arm_64bit=1\n' } },
  'ubuntu-24.04': {
    family: 'ubuntu',
    cloudInit: '24.4',
    files: {
      'cmdline.txt': ubuntuCmdline,
      'user-data': '#cloud-config\n',
      'meta-data': 'dsmode: local\n',
      'network-config': 'version: 2\n',
    },
  },
  plain: { family: 'cloud-init', files: { 'user-data': '#cloud-config\n', 'meta-data': '' } },
} as const satisfies Record<string, ImageSketch>;

export type SketchName = keyof typeof imageSketches;
export const sketchNames = Object.keys(imageSketches) as SketchName[];

export function testImage(name: SketchName): KnownImageFacts {
  const { family, files, cloudInit, names = [] }: ImageSketch = imageSketches[name];
  return {
    kind: 'known',
    family,
    name,
    version: '1',
    architecture: 'armhf',
    ...(cloudInit === undefined ? {} : { cloudInit }),
    table: { scheme: 'mbr', diskId: '7ee80803', partitions: [] },
    boot: { partition: 1, freeBytes: 30_000_000, names: [...Object.keys(files), ...names], files },
  };
}

/** The three-node cluster of the lab, with what a test changes. */
export function testPlan(change: Record<string, unknown> = {}): ResolvedPlan {
  const { nodes, ...plan } = planSchema.parse({
    apiVersion: 'slipway/v1',
    kind: 'Cluster',
    name: 'lab',
    login: { user: 'pirate', authorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx me@desk'] },
    locale: { timezone: 'Europe/Lisbon', keyboard: 'pt', locale: 'pt_PT.UTF-8' },
    network: { domain: 'lan', addressing: 'static', gateway: '192.168.10.1', dns: ['192.168.10.1', '9.9.9.9'] },
    nodes: [
      { name: 'pi-master', role: 'control-plane', board: 'pi3b+', address: '192.168.10.20/24' },
      { name: 'pi-node01', board: 'pi3b+', address: '192.168.10.21/24' },
      { name: 'pi-node02', board: 'pi3b+', address: '192.168.10.22/24' },
    ],
    ...change,
  });
  return {
    ...plan,
    nodes: nodes.map((node, entry): ClusterNode => ({
      name: node.name,
      role: node.role,
      board: node.board,
      entry,
      ...(node.address === undefined ? {} : { address: node.address }),
    })),
  };
}

/** Input for the first node, with what a test changes. */
export function testInput(image: SketchName, change: Partial<FirstBootInput> = {}): FirstBootInput {
  const plan = change.plan ?? testPlan();
  const [node] = plan.nodes;
  if (node === undefined) throw new Error('the plan has no node');
  return {
    plan,
    node,
    image: testImage(image),
    secrets: { passwordHash: testPasswordHash },
    identity: testIdentity,
    desks: ['192.168.10.5', '10.0.0.5'],
    now: new Date('2026-11-21T08:30:00Z'),
    ...change,
  };
}

export const wifiNetwork = { domain: 'local', addressing: 'dhcp', wifi: { ssid: 'Café "Sol" 😀', country: 'pt', hidden: true } };
