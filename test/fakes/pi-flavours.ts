import { elf } from './elf.ts';

/** What a made image holds: files of the boot partition, and of the root file system (a `link` is a symbolic link). */
export interface FlavourFiles {
  readonly fat: 16 | 32;
  readonly bootLabel: string;
  readonly rootLabel: string;
  readonly boot: Readonly<Record<string, string>>;
  readonly root: Readonly<Record<string, RootFile>>;
}
export type RootFile = string | Uint8Array | { readonly link: string };

export type PiFlavour =
  | 'hypriot-1.12.3'
  | 'hypriot-1.9.0'
  | 'hypriot-1.7.1'
  | 'hypriot-device-init'
  | 'hypriot64'
  | 'raspios-trixie'
  | 'raspios-bookworm'
  | 'ubuntu'
  | 'cloud-init'
  | 'plain';

export const diskId = '7ee80803';

const hypriotUserData = `#cloud-config
# vim: syntax=yaml
hostname: black-pearl
manage_etc_hosts: true
users:
  - name: pirate
    gecos: "Hypriot Pirate"
    sudo: ALL=(ALL) NOPASSWD:ALL
    shell: /bin/bash
    groups: users,docker,video,input
    plain_text_passwd: hypriot
    lock_passwd: false
    ssh_pwauth: true
    chpasswd: { expire: false }
package_upgrade: false
runcmd:
  - 'systemctl restart avahi-daemon'
`;
const hypriotNetwork = `version: 1
config:
  - type: physical
    name: eth0
    subnets:
      - type: dhcp
`;
const cgroups = 'cgroup_enable=cpuset cgroup_enable=memory swapaccount=1 elevator=deadline fsck.repair=yes rootwait';
const resize = 'quiet init=/usr/lib/raspi-config/init_resize.sh';
const cmdlines = {
  jessie: `+dwc_otg.lpm_enable=0 console=tty1 root=/dev/mmcblk0p2 rootfstype=ext4 ${cgroups} console=ttyAMA0,115200 kgdboc=ttyAMA0,115200\n`,
  stretch: `dwc_otg.lpm_enable=0 console=serial0,115200 console=tty1 root=/dev/mmcblk0p2 rootfstype=ext4 ${cgroups} ${resize}\n`,
  buster: `dwc_otg.lpm_enable=0 console=serial0,115200 console=tty1 root=PARTUUID=${diskId}-02 rootfstype=ext4 ${cgroups} ${resize}\n`,
  rpi64:
    'dwc_otg.lpm_enable=0 console=tty1 root=/dev/mmcblk0p2 rootfstype=ext4 cgroup_enable=cpuset cgroup_memory=1 swapaccount=1 ' +
    'elevator=deadline fsck.repair=yes rootwait console=ttyAMA0,115200 net.ifnames=0\n',
};
const hypriotConfig = '\nhdmi_force_hotplug=1\nenable_uart=0\nstart_x=0\ndisable_camera_led=1\ngpu_mem=16\n';

const dpkg = (architecture: string, cloudInit?: string): string =>
  `Package: libc6\nStatus: install ok installed\nArchitecture: ${architecture}\nVersion: 2.28-10\n\n` +
  (cloudInit === undefined
    ? ''
    : `Package: cloud-init\nStatus: install ok installed\nArchitecture: all\nVersion: ${cloudInit}\nDescription: init\n`);

const hypriotRelease = (version: string, architecture: 'armhf' | 'arm64'): string =>
  `PRETTY_NAME="Raspbian GNU/Linux"\nID=${architecture === 'armhf' ? 'raspbian' : 'debian'}\n` +
  `HYPRIOT_OS="HypriotOS/${architecture}"\nHYPRIOT_OS_VERSION="v2.2.1"\n` +
  `HYPRIOT_DEVICE="${architecture === 'armhf' ? 'Raspberry Pi' : 'Raspberry Pi 3 64bit'}"\nHYPRIOT_IMAGE_VERSION="${version}"\n`;

const shell = (kind: 'armhf' | 'arm64'): Record<string, RootFile> => ({
  'bin/sh': { link: 'dash' },
  'bin/dash': elf(kind),
});

interface Hypriot {
  readonly version: string;
  readonly boot: Readonly<Record<string, string>>;
  readonly cloudInit?: string;
  readonly architecture?: 'armhf' | 'arm64';
}

function hypriot({ version, boot, cloudInit, architecture = 'armhf' }: Hypriot): FlavourFiles {
  const release = hypriotRelease(version, architecture);
  const seed = Object.keys(boot).filter((name) => ['user-data', 'meta-data', 'network-config'].includes(name));
  return {
    ...{ fat: 16, bootLabel: 'HypriotOS', rootLabel: 'root' },
    boot: { 'os-release': release, 'config.txt': hypriotConfig, ...boot },
    root: {
      ...shell(architecture),
      'etc/os-release': release,
      'var/lib/dpkg/status': dpkg(architecture, cloudInit),
      ...Object.fromEntries(seed.map((name) => [`var/lib/cloud/seed/nocloud-net/${name}`, { link: `/boot/${name}` }])),
    },
  };
}

const raspios = (boot: Readonly<Record<string, string>>, root: Readonly<Record<string, RootFile>>): FlavourFiles => ({
  ...{ fat: 32, bootLabel: 'bootfs', rootLabel: 'rootfs' },
  boot: {
    'config.txt': '# For more options see the documentation\ndtparam=audio=on\narm_64bit=1\n[all]\n',
    ...boot,
  },
  root: { bin: { link: 'usr/bin' }, 'usr/bin/sh': { link: 'dash' }, 'usr/bin/dash': elf('arm64'), ...root },
});

const raspiosCmdline = `console=serial0,115200 console=tty1 root=PARTUUID=${diskId}-02 rootfstype=ext4 fsck.repair=yes rootwait`;

/** The documented content of each operating system; research/hypriot.md §2 and imaging.md §2 hold the sources. */
export const flavourFiles: Readonly<Record<PiFlavour, FlavourFiles>> = {
  'hypriot-1.12.3': hypriot({
    version: 'v1.12.3',
    cloudInit: '18.3-6',
    boot: {
      'cmdline.txt': cmdlines.buster,
      'user-data': hypriotUserData,
      'meta-data': 'instance-id: pirate001\n',
      'network-config': hypriotNetwork,
      'fake-hwclock.data': '2020-07-02 12:00:00\n',
    },
  }),
  'hypriot-1.9.0': hypriot({
    version: 'v1.9.0',
    cloudInit: '0.7.9-2',
    boot: { 'cmdline.txt': cmdlines.stretch, 'user-data': hypriotUserData, 'meta-data': 'instance-id: pirate001\n' },
  }),
  'hypriot-1.7.1': hypriot({
    version: 'v1.7.1',
    cloudInit: '0.7.6~bzr976-2',
    boot: { 'cmdline.txt': cmdlines.jessie, 'user-data': hypriotUserData, 'meta-data': '' },
  }),
  'hypriot-device-init': hypriot({
    version: 'v1.6.0',
    boot: { 'cmdline.txt': cmdlines.jessie, 'device-init.yaml': 'hostname: black-pearl\nwifi:\n  interfaces:\n' },
  }),
  hypriot64: hypriot({
    version: 'v20180429-184538',
    architecture: 'arm64',
    cloudInit: '0.7.9-2',
    boot: {
      'cmdline.txt': cmdlines.rpi64,
      'config.txt': 'enable_uart=1\nhdmi_force_hotplug=1\nstart_x=0\ngpu_mem=16\n',
      'user-data': hypriotUserData,
      'meta-data': '',
    },
  }),
  'raspios-trixie': raspios(
    {
      'cmdline.txt': `${raspiosCmdline} resize\n`,
      'issue.txt':
        'Raspberry Pi reference 2026-06-18\nGenerated using pi-gen, https://github.com/RPi-Distro/pi-gen, abc, stage2\n',
      'user-data': '#cloud-config\n# all comments\n',
      'network-config': '# network:\n#   version: 2\n',
      'meta-data': 'dsmode: local\ninstance_id: rpios-image\n',
    },
    {
      'etc/os-release': { link: '../usr/lib/os-release' },
      'usr/lib/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
      'etc/rpi-issue': 'Raspberry Pi reference 2026-06-18\n',
      'etc/cloud/cloud.cfg.d/99_raspberry-pi.cfg':
        'datasource_list: [ NoCloud, None ]\ndatasource:\n  NoCloud:\n    seedfrom: file:///boot/firmware\n',
      'var/lib/dpkg/status': dpkg('arm64', '25.2-1~rpt2'),
    },
  ),
  'raspios-bookworm': raspios(
    {
      'cmdline.txt': `${raspiosCmdline} quiet init=/usr/lib/raspberrypi-sys-mods/firstboot\n`,
      'issue.txt':
        'Raspberry Pi reference 2024-11-19\nGenerated using pi-gen, https://github.com/RPi-Distro/pi-gen, def, stage2\n',
    },
    {
      'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
      'etc/rpi-issue': 'Raspberry Pi reference 2024-11-19\n',
      'var/lib/dpkg/status': dpkg('arm64'),
    },
  ),
  ubuntu: {
    ...{ fat: 32, bootLabel: 'system-boot', rootLabel: 'writable' },
    boot: {
      'cmdline.txt':
        'console=serial0,115200 multipath=off dwc_otg.lpm_enable=0 console=tty1 root=LABEL=writable rootfstype=ext4 rootwait fixrtc\n',
      'config.txt': '[all]\nkernel=vmlinuz\ncmdline=cmdline.txt\ninitramfs initrd.img followkernel\n',
      'user-data':
        '#cloud-config\n# comments\nchpasswd:\n  expire: true\n  users:\n  - name: ubuntu\n    password: ubuntu\n    type: text\n',
      'network-config': 'network:\n  version: 2\n  ethernets:\n    eth0:\n      dhcp4: true\n      optional: true\n',
      'meta-data': 'dsmode: local\ninstance_id: cloud-image\n',
    },
    root: {
      bin: { link: 'usr/bin' },
      'usr/bin/sh': { link: 'dash' },
      'usr/bin/dash': elf('arm64'),
      'etc/os-release': { link: '../usr/lib/os-release' },
      'usr/lib/os-release': 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n',
      'var/lib/dpkg/status': dpkg('arm64', '25.1.4-0ubuntu0~24.04.1'),
    },
  },
  'cloud-init': {
    ...{ fat: 32, bootLabel: 'CIDATA', rootLabel: 'rootfs' },
    boot: { 'cmdline.txt': 'root=LABEL=rootfs rootwait\n', 'user-data': '#cloud-config\n', 'meta-data': 'instance-id: one\n' },
    root: {
      ...shell('armhf'),
      'etc/os-release': 'PRETTY_NAME="DietPi 9"\nID=debian\nVERSION_ID="12"\n',
      'var/lib/dpkg/status': dpkg('armhf', '22.4.2-1'),
    },
  },
  plain: {
    ...{ fat: 16, bootLabel: 'BOOT', rootLabel: 'data' },
    boot: { 'config.txt': 'kernel=kernel.img\n' },
    root: { hello: 'world\n' },
  },
};
