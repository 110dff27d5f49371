import { kind, type ErrorKind } from './error-kind.ts';

export const kubernetesKinds = {
  'kubernetes/unsupported': kind(2, 'The plan asks for what Slipway cannot install.', 'Change the plan as the detail says.'),
  'kubernetes/no-address': kind(
    2,
    'The address of a node is not known.',
    'Give it an `address` in the plan, or find it first with `slipway find`.',
  ),
  'kubernetes/preflight': kind(1, 'kubeadm found the node not ready.', 'Mend what it names, then retry.'),
  'kubernetes/config-refused': kind(
    1,
    'kubeadm does not accept its configuration; nothing was changed by it.',
    'Correct what it names in the plan, under `kubernetes`. Where the plan does not name it, choose another version.',
  ),
  'kubernetes/download': kind(
    1,
    'The node could not download what it needs.',
    'Check its connection to the internet, or the mirrors of the plan.',
  ),
  'kubernetes/checksum': kind(
    1,
    'A download does not match its published checksum.',
    'Nothing of it was kept. Check the mirror, then retry.',
  ),
  'kubernetes/packages': kind(1, 'The package manager of the node failed.', 'Read the log of the step, then retry.'),
  'kubernetes/image-pull': kind(
    1,
    'A container image could not be pulled.',
    'Check that the node reaches the registry, or the mirror of the plan.',
  ),
  'kubernetes/init-failed': kind(1, 'The control plane did not start.', 'Read the log of the step, then retry: it starts over.'),
  'kubernetes/join-failed': kind(1, 'The node did not join the cluster.', 'Read the log of the step, then retry.'),
  'kubernetes/stale-node': kind(
    3,
    'The node holds a Kubernetes that Slipway does not take over.',
    'If nothing on it is needed, clear it with `slipway down DIR NODE`, then try again.',
  ),
  'kubernetes/api-down': kind(
    1,
    'The Kubernetes API does not answer.',
    'Check that the control plane is powered and up, then retry.',
  ),
  'kubernetes/not-ready': kind(1, 'A node is in the cluster, but not ready.', 'Read what it says itself, then retry.'),
  'kubernetes/node-setting': kind(1, 'A setting of the node did not take effect.', 'Read what the node said, then retry.'),
  'kubernetes/not-confirmed': kind(
    3,
    'Taking a cluster down destroys what runs on it and was not confirmed.',
    'Type the name of the cluster: `--yes-destroy NAME`.',
  ),
  'kubernetes/backup': kind(
    1,
    'The backup before taking the control plane down did not succeed; nothing was destroyed.',
    'Mend what the detail names and try again, or go without a backup: `--no-backup`.',
  ),
  'kubernetes/remains': kind(1, 'Something of Kubernetes is left on the node.', 'Restart the node, then try again.'),
} as const satisfies Record<string, ErrorKind>;
