import type { Drive } from '../../electron/contract/card.ts';

export const dir = '/home/me/slipway/lab';

/** A plan with everything in it that the page must keep: a comment, a pattern, fixed addresses. */
export const planText = `# our cluster
apiVersion: slipway/v1
kind: Cluster
name: lab
login: { authorizedKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIfake me@desk"] }
locale: { timezone: Europe/Lisbon }
network: { addressing: static, gateway: 192.168.10.1 }
image: hypriotos-1.12.3
nodes:
  - { name: pi-master, role: control-plane, board: pi3, address: 192.168.10.20/24 } # by the window
  - { name: "pi-node[01-03]", board: pi3, address: "192.168.10.[21-23]/24" }
`;

const drive = (path: string, part: Partial<Drive>): Drive => ({
  identity: { path, size: 31_914_983_424, serial: `SN-${path.slice(-1)}`, model: part.title?.split(',')[0] ?? 'SanDisk Ultra' },
  title: 'SanDisk Ultra, 31.9 GB',
  bus: 'USB',
  volumes: [{ label: 'BACKUP', fileSystem: 'vfat' }],
  verdict: { decision: 'allowed', reasons: [] },
  ...part,
});

export const goodCard = drive('/dev/sdb', {});
export const secondCard = drive('/dev/sdc', { title: 'Samsung EVO, 64 GB', volumes: [] });
export const largeDrive = drive('/dev/sdd', {
  title: 'WD Passport, 2 TB',
  verdict: {
    decision: 'needs-confirmation',
    reasons: [{ code: 'larger-than-a-card', message: 'It holds 2 TB, more than any card.' }],
  },
});
export const systemDisk = drive('/dev/nvme0n1', {
  title: 'Samsung 980, 1 TB',
  bus: 'NVMe',
  verdict: { decision: 'refused', reasons: [{ code: 'system-disk', message: 'It holds the running system (/).' }] },
});

/** Four readers with a card in each. */
export const fourCards: readonly Drive[] = [
  goodCard,
  secondCard,
  drive('/dev/sde', { title: 'Kingston Canvas, 32 GB', volumes: [] }),
  drive('/dev/sdf', { title: 'SanDisk Ultra, 31.9 GB', volumes: [] }),
];
