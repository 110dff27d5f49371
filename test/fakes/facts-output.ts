import type { NodeFacts } from '../../electron/contract/facts.ts';
import { parseFacts } from '../../electron/engine/fleet/facts/parse-facts.ts';

/** What the sections of the facts script hold, as the node says it: without the quoting. */
export type Said = Readonly<Record<string, string>>;

/** The output of the facts script of a node that says this. */
export const factsOutput = (said: Said): string =>
  [section('slipway-facts', '1'), ...Object.entries(said).map(([name, text]) => section(name, text)), '\n=end\n'].join('');

const section = (name: string, text: string): string =>
  `\n=${name}\n${
    text === ''
      ? ''
      : text
          .split('\n')
          .map((line) => ` ${line}`)
          .join('\n')
  }`;

/** Seconds since 1970 at which all these nodes were asked. */
export const askedAt = 1_795_500_000;

/** Asked over a way of 20 ms each, by a desktop whose clock is right. */
export const trip = { sentAt: askedAt * 1000 - 20, receivedAt: askedAt * 1000 + 1020 };

const clock = { 'clock-start': `${askedAt}.000000000`, 'clock-end': `${askedAt + 1}.000000000` };

const modules = (state: string): string => ['overlay', 'br_netfilter', 'vxlan'].map((name) => `${name} ${state}`).join('\n');

const sources = (file: string, text: string): string => `file ${file}\n${text}`;

/** A Pi 4 with Raspberry Pi OS Bookworm as its image leaves it: memory cgroup off, swap on. */
export const pi4Bookworm: Said = {
  ...clock,
  board: 'Raspberry Pi 4 Model B Rev 1.4\nrevision c03114',
  memory: 'MemTotal:        3884376 kB',
  cores: '4',
  architecture: 'arm64',
  machine: 'aarch64',
  page: '4096',
  'os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian',
  hypriot: '',
  kernel: '6.6.51+rpt-rpi-v8',
  uptime: '613.25 2301.11',
  load: '0.12 0.30 0.25 1/171 1204',
  'cgroup-kind': 'cgroup2fs',
  'cgroup-controllers': 'cpuset cpu io pids',
  cgroups: '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t58\t1\nmemory\t0\t58\t0',
  mounts: '/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n/dev/mmcblk0p1 /boot/firmware vfat rw,relatime 0 0',
  cmdline: 'coherent_pool=1M cgroup_disable=memory console=tty1 root=PARTUUID=4e639091-02 rootfstype=ext4 rootwait',
  'cmdline-file': '/boot/firmware/cmdline.txt\nconsole=serial0,115200 console=tty1 root=PARTUUID=4e639091-02 rootwait',
  'file-systems':
    'Filesystem     Type  1024-blocks    Used Available Capacity Mounted on\n/dev/mmcblk0p2 ext4     30444284 2101234  27052232       8% /\ntmpfs          tmpfs       5120      16      5104       1% /run/lock\n/dev/mmcblk0p1 vfat      522230   76542    445688      15% /boot/firmware',
  'root-disk': 'device /dev/mmcblk0p2\npartition 1056768 61265920 62333952',
  swaps: 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/var/swap                               file\t\t524272\t\t0\t\t-2',
  'swap-makers': 'dphys-swapfile',
  timedatectl:
    '               Local time: Tue 2026-11-24 10:00:00 WET\nSystem clock synchronized: yes\n              NTP service: active',
  'clock-service': 'systemd-timesyncd',
  addresses:
    '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever\n2: eth0    inet 192.168.10.21/24 brd 192.168.10.255 scope global eth0\\       valid_lft forever\n2: eth0    inet6 fe80::dea6:32ff:fe01:203/64 scope link \\       valid_lft forever',
  macs: 'eth0 dc:a6:32:01:02:03\nlo 00:00:00:00:00:00\nwlan0 dc:a6:32:01:02:04',
  route: 'default via 192.168.10.1 dev eth0 proto static metric 100',
  'machine-id': '0123456789abcdef0123456789abcdef',
  'boot-id': '7930899a-dfd4-4fad-8dd9-278ac85a7409',
  hostname: 'pi-node01',
  'own-name': '127.0.1.1',
  resolver: 'domain lan\nsearch lan\nnameserver 192.168.10.1',
  'ip-forward': '0',
  'bridge-filter': '',
  modules: modules('available'),
  iptables: 'iptables v1.8.9 (nf_tables)',
  programs: '',
  leftovers: '',
  listening: '00000000:0016\n0100007F:0277',
  'cloud-init-status': '',
  'cloud-init-result': '',
  'package-locks': 'known',
  'apt-sources': sources('/etc/apt/sources.list', 'deb http://deb.debian.org/debian bookworm main contrib'),
  temperature: '48199',
  throttled: 'throttled=0x0',
};

/** The same Pi, with nothing left to find. */
export const soundNode: Said = {
  ...pi4Bookworm,
  'cgroup-controllers': 'cpuset cpu io memory pids',
  'cmdline-file':
    '/boot/firmware/cmdline.txt\nconsole=tty1 root=PARTUUID=4e639091-02 rootwait cgroup_enable=memory cgroup_memory=1',
  swaps: 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority',
  'own-name': '192.168.10.21',
  resolver: 'nameserver 192.168.10.1',
  'ip-forward': '1',
  'bridge-filter': '1',
  modules: modules('loaded'),
};

/** A Pi 1 with HypriotOS 1.4 (Debian 8): systemd 215, one core, no cgroup version 2, no findmnt answer, servers long gone. */
export const pi1Jessie: Said = {
  ...clock,
  board: 'Raspberry Pi Model B Plus Rev 1.2\nrevision 0010',
  memory: 'MemTotal:         496532 kB',
  cores: '1',
  architecture: 'armhf',
  machine: 'armv6l',
  page: '4096',
  'os-release':
    'PRETTY_NAME="Raspbian GNU/Linux 8 (jessie)"\nNAME="Raspbian GNU/Linux"\nVERSION_ID="8"\nID=raspbian\nID_LIKE=debian\nHYPRIOT_IMAGE_VERSION="v1.4.0"',
  hypriot: '"v1.4.0"',
  kernel: '4.4.50-hypriotos+',
  'cgroup-kind': 'tmpfs',
  cgroups: '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t48\t1\nmemory\t5\t48\t1',
  mounts:
    'rootfs / rootfs rw 0 0\n/dev/root / ext4 rw,noatime 0 0\ncgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,nosuid,memory 0 0',
  cmdline: 'dwc_otg.lpm_enable=0 root=/dev/mmcblk0p2 cgroup_enable=cpuset cgroup_enable=memory rootwait',
  'cmdline-file':
    '/boot/cmdline.txt\ndwc_otg.lpm_enable=0 root=/dev/mmcblk0p2 cgroup_enable=cpuset cgroup_enable=memory rootwait',
  'file-systems': 'Filesystem Type 1024-blocks Used Available Capacity Mounted on\n/dev/root ext4 942872 803200 74620 92% /',
  'root-disk': 'device /dev/mmcblk0p2\npartition 133120 1964032 31116288',
  swaps: 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority',
  timedatectl: '      Local time: Thu 2017-01-12 10:00:00 UTC\n     NTP enabled: no\nNTP synchronized: no',
  hostname: 'black-pearl',
  'own-name': '127.0.0.1',
  'package-locks': 'known\n/var/lib/dpkg/lock',
  'apt-sources': [
    sources('/etc/apt/sources.list', 'deb http://mirrordirector.raspbian.org/raspbian/ jessie main contrib non-free rpi'),
    sources('/etc/apt/sources.list.d/hypriot.list', 'deb https://packagecloud.io/Hypriot/rpi/debian/ jessie main'),
  ].join('\n'),
  programs: 'docker Docker version 17.03.0-ce, build 3a232c8',
  temperature: "temp=51.4'C",
  throttled: 'throttled=0x50005',
};

/** A Pi 5 with Raspberry Pi OS Trixie: pages of 16 KiB, rpi-swap on zram. */
export const pi5Trixie: Said = {
  ...soundNode,
  board: 'Raspberry Pi 5 Model B Rev 1.0\nrevision c04170',
  memory: 'MemTotal:        8246656 kB',
  page: '16384',
  kernel: '6.12.34+rpt-rpi-2712',
  'os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\nID=debian',
  swaps: 'Filename Type Size Used Priority\n/dev/zram0 partition 2097136 0 100',
  'swap-makers': 'rpi-swap\nrpi-swap',
  'apt-sources': sources(
    '/etc/apt/sources.list.d/debian.sources',
    'Types: deb\nURIs: http://deb.debian.org/debian/\nSuites: trixie trixie-updates\n\nTypes: deb\nURIs: http://deb.debian.org/debian-security/\nSuites: trixie-security\n\nEnabled: no\nTypes: deb\nURIs: http://example.org/\nSuites: trixie',
  ),
  'cloud-init-status': '{"v1": {"stage": null}}',
  'cloud-init-result': '{"v1": {"datasource": "DataSourceNoCloud", "errors": []}}',
};

export const factsOf = (said: Said): NodeFacts => parseFacts(factsOutput(said), trip);
