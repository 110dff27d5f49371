import { sizeText } from '../../../../contract/size-text.ts';
import { advice, repair, type Rule } from './rule.ts';

const gigabyte = 1e9;

export const swap: Rule = ({ facts: { swap: areas = [] } }) =>
  areas.length === 0
    ? []
    : [
        {
          code: 'swap-on',
          severity: 'error',
          message: `Swap is on: ${areas.map(({ name, bytes, mechanism }) => `${name} (${sizeText(bytes)}, ${mechanism})`).join(', ')}.`,
          why: 'kubelet exits with "running with swap on is not supported", and swap wears the card out.',
          source: 'kubernetes.io/docs/concepts/cluster-administration/swap-memory-management',
          fix: repair('Switch it off now and at each boot.'),
        },
      ];

export const rootSize: Rule = ({ facts: { root, fileSystems } }) => {
  const unused = root?.unusedBytes ?? 0;
  const size = fileSystems.find(({ mount }) => mount === '/')?.bytes ?? 0;
  if (unused < gigabyte / 2 || unused < size / 10) return [];
  return [
    {
      code: 'root-not-expanded',
      severity: 'warning',
      message: `${sizeText(unused)} of the card are not used: the root file system has only ${sizeText(size)}.`,
      why: 'Packages and images do not fit, and pods are evicted for want of space.',
      source: 'github.com/DieterReuter/image-builder-rpi64/issues/89',
      fix: repair('Grow the root partition and its file system to the end of the card.'),
    },
  ];
};

/** kubelet evicts pods when less than 10 % of its disk, or 15 % of the images', is free. */
export const diskSpace: Rule = ({ facts: { fileSystems } }) => {
  const root = fileSystems.find(({ mount }) => mount === '/');
  if (root === undefined || root.bytes === 0) return [];
  const { freeBytes, bytes } = root;
  const full = freeBytes < gigabyte / 2;
  if (!full && freeBytes >= bytes * 0.15 && freeBytes >= 2 * gigabyte) return [];
  return [
    {
      code: full ? 'disk-full' : 'disk-tight',
      severity: full ? 'error' : 'warning',
      message: `${sizeText(freeBytes)} of ${sizeText(bytes)} are free on the root file system.`,
      why: full ? 'Nothing can be installed.' : 'kubelet evicts pods when less than 10 % is free, or 15 % where images are kept.',
      source: 'kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction',
      fix: advice('Delete what is not needed (`journalctl --vacuum-size=50M`, `apt-get clean`), or use a larger card.'),
    },
  ];
};

export const readOnlyRoot: Rule = ({ facts: { root, fileSystems } }) => {
  const overlay = fileSystems.some(({ mount, type }) => mount === '/' && type === 'overlay');
  if (overlay)
    return [
      {
        code: 'root-overlay',
        severity: 'error',
        message: 'The root file system is an overlay in memory: what is written is lost at the next boot.',
        fix: advice('Switch it off: `sudo raspi-config nonint disable_overlayfs`, then reboot.'),
      },
    ];
  return root?.readOnly === true
    ? [
        {
          code: 'root-read-only',
          severity: 'error',
          message: 'The root file system is read-only.',
          why: 'The kernel does so when the card gives errors; nothing can be installed.',
          fix: advice('Look at `dmesg` for errors of the card; reboot, and if it comes again replace the card.'),
        },
      ]
    : [];
};
