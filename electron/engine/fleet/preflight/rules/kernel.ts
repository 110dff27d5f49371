import { advice, repair, type Rule } from './rule.ts';

const dockerEra = 'github.com/raspberrypi/linux/issues/6980';

/** The memory controller: off on every Pi until cmdline.txt asks for it. */
export const memoryCgroup: Rule = ({ facts: { cgroup, cmdlineFile } }) => {
  if (cgroup === undefined || cgroup.controllers.includes('memory')) return [];
  const asked = cmdlineFile?.tokens.some((token) => /^cgroup_enable=(?:[a-z,]*,)?memory(?:,|$)/.test(token)) === true;
  const message = asked
    ? 'The memory cgroup is off, though cmdline.txt asks for it: the node has not been rebooted since.'
    : 'The memory cgroup is off: the kernel command line does not ask for it.';
  return [
    {
      code: 'memory-cgroup-off',
      severity: 'error',
      message,
      why: 'kubelet does not start without it, and kubeadm says "missing cgroups: memory".',
      source: dockerEra,
      fix:
        cmdlineFile === undefined
          ? advice('Add `cgroup_enable=memory cgroup_memory=1` to the one line of cmdline.txt and reboot.')
          : repair(`Add \`cgroup_enable=memory cgroup_memory=1\` to ${cmdlineFile.path} and reboot.`, 'reboot'),
    },
  ];
};

export const cpusetCgroup: Rule = ({ facts: { cgroup } }) =>
  cgroup === undefined || cgroup.controllers.includes('cpuset')
    ? []
    : [
        {
          code: 'cpuset-cgroup-off',
          severity: 'error',
          message: 'The cpuset cgroup is off.',
          why: 'kubelet needs it. Boards with one core (Pi 1, Pi Zero) cannot have it at all.',
          source: 'github.com/hypriot/image-builder-rpi/issues/132',
          fix: advice(
            'Add `cgroup_enable=cpuset` to the one line of cmdline.txt and reboot; on a Pi 1 or Zero use another board.',
          ),
        },
      ];

export const cgroupVersion: Rule = ({ facts: { cgroup } }) =>
  cgroup?.version !== 1
    ? []
    : [
        {
          code: 'cgroup-v1',
          severity: 'advice',
          message: 'The node uses cgroup version 1.',
          why: 'kubelet 1.35 and later refuses to start with it; older ones run.',
          source: 'github.com/kubernetes/kubernetes/pull/134298',
          fix: advice('Stay below Kubernetes 1.35 on this node, or use a newer image.'),
        },
      ];

/** The Pi 5's own kernel has pages of 16 KiB, which programs built for 4 KiB do not survive. */
export const pageSize: Rule = ({ facts: { pageSize: bytes } }) =>
  bytes === undefined || bytes <= 4096
    ? []
    : [
        {
          code: 'page-size-16k',
          severity: 'warning',
          message: `The kernel uses pages of ${bytes / 1024} KiB.`,
          why: 'Images with jemalloc or tcmalloc (Redis, MariaDB, Envoy …) crash with "Unsupported system page size".',
          source: 'github.com/raspberrypi/bookworm-feedback/issues/107',
          fix: repair('Set `kernel=kernel8.img` in config.txt and reboot: the same kernel with pages of 4 KiB.', 'reboot'),
        },
      ];

export const architecture: Rule = ({ facts, imageArchitecture }) => {
  const { architecture: own, kernelBits } = facts;
  if (own === undefined) return [];
  const foreign = imageArchitecture !== undefined && imageArchitecture !== 'unknown' && imageArchitecture !== own;
  const mixed = kernelBits === 64 && own === 'armhf';
  return [
    ...(foreign
      ? [
          {
            code: 'architecture-differs',
            severity: 'error' as const,
            message: `The node runs ${own}, but the plan's image is for ${imageArchitecture}.`,
            why: 'It has booted from another card than the one that was written for it, and gets the wrong programs.',
            fix: advice('Check which card is in; change the image in the plan, or write the card again.'),
          },
        ]
      : []),
    ...(mixed
      ? [
          {
            code: 'mixed-bits',
            severity: 'advice' as const,
            message: 'A 64-bit kernel runs under a 32-bit system.',
            why: '`uname -m` says aarch64 there; only packages and images for armhf work.',
            fix: advice('Use a 64-bit image, or leave it: Slipway goes by the system, not by the kernel.'),
          },
        ]
      : []),
  ];
};

const helped = 'flannel uses vxlan; on Ubuntu 21.10 to 23.10 it is in the package linux-modules-extra-raspi.';

/** What pods need to talk: modules, forwarding, bridged packets through iptables. */
export const networkModules: Rule = ({ facts: { modules, ipForward, bridgeFilter } }) => {
  const missing = modules.filter(({ name, state }) => state === 'missing' && ['overlay', 'vxlan'].includes(name));
  const unloaded = modules.some(({ name, state }) => state === 'available' && ['overlay', 'br_netfilter'].includes(name));
  const unprepared = unloaded || ipForward === false || bridgeFilter === false;
  return [
    ...missing.map(({ name }) => ({
      code: 'module-missing',
      severity: 'warning' as const,
      message: `The kernel has no module ${name}.`,
      why: name === 'vxlan' ? helped : 'Containers are kept in it.',
      source: 'github.com/flannel-io/flannel/issues/1502',
      fix: advice('If the kernel was just upgraded, reboot; else install its extra modules.'),
    })),
    ...(unprepared
      ? [
          {
            code: 'network-not-prepared',
            severity: 'advice' as const,
            message: 'Packets are not forwarded between pods yet: modules or sysctl settings are not in place.',
            why: 'kubeadm refuses a node without IP forwarding.',
            source: 'kubernetes.io/docs/setup/production-environment/container-runtimes/#network-configuration',
            fix: repair('Load overlay and br_netfilter at each boot, and set the sysctl values for forwarding.'),
          },
        ]
      : []),
  ];
};
