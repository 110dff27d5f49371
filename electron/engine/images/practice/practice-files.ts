import type { Ext4Entry } from './ext4-tree.ts';

/** What the practice image holds: HypriotOS 1.12.3's own files (research/hypriot.md §2), so that its settings are the real ones. */

const release = `PRETTY_NAME="HypriotOS 1.12.3 (practice image of Slipway)"
NAME="Raspbian GNU/Linux"
VERSION_ID="10"
VERSION="10 (buster)"
VERSION_CODENAME=buster
ID=raspbian
ID_LIKE=debian
VARIANT="Practice image: boots nothing"
VARIANT_ID=practice
HYPRIOT_OS="HypriotOS/armhf"
HYPRIOT_OS_VERSION="v2.2.1"
HYPRIOT_DEVICE="Raspberry Pi"
HYPRIOT_IMAGE_VERSION="v1.12.3"
`;

const readme = `This is the practice image of Slipway.

It has the partitions and the settings files of HypriotOS 1.12.3, and no operating system:
a Raspberry Pi does not start from it. It is for walking through Slipway without a card,
without a Pi and without the internet.
`;

const userData = `#cloud-config
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

const networkConfig = `version: 1
config:
  - type: physical
    name: eth0
    subnets:
      - type: dhcp
`;

/** @param diskId of the master boot record, which cmdline.txt names the root partition by */
export function practiceBootFiles(diskId: string): { readonly path: string; readonly content: string }[] {
  const cmdline =
    `dwc_otg.lpm_enable=0 console=serial0,115200 console=tty1 root=PARTUUID=${diskId}-02 rootfstype=ext4 ` +
    'cgroup_enable=cpuset cgroup_enable=memory swapaccount=1 elevator=deadline fsck.repair=yes rootwait quiet ' +
    'init=/usr/lib/raspi-config/init_resize.sh\n';
  return [
    { path: 'README.txt', content: readme },
    { path: 'cmdline.txt', content: cmdline },
    { path: 'config.txt', content: '\nhdmi_force_hotplug=1\nenable_uart=0\nstart_x=0\ndisable_camera_led=1\ngpu_mem=16\n' },
    { path: 'fake-hwclock.data', content: '2020-07-02 12:00:00\n' },
    { path: 'meta-data', content: 'instance-id: pirate001\n' },
    { path: 'network-config', content: networkConfig },
    { path: 'os-release', content: release },
    { path: 'user-data', content: userData },
  ];
}

export const practiceRootEntries: readonly Ext4Entry[] = [
  { path: 'etc/os-release', content: release },
  { path: 'etc/hostname', content: 'black-pearl\n' },
  { path: 'README', content: readme },
  ...['meta-data', 'network-config', 'user-data'].map((name) => ({
    path: `var/lib/cloud/seed/nocloud-net/${name}`,
    link: `/boot/${name}`,
  })),
];
