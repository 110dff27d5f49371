import { kind, type ErrorKind } from './error-kind.ts';

export const clusterKinds = {
  'cluster/no-kubeconfig': kind(2, 'There is no cluster yet.', 'Start Kubernetes first: `slipway up`, or the Kubernetes page.'),
  'cluster/bad-kubeconfig': kind(
    1,
    "The cluster's kubeconfig cannot be used.",
    'Delete the file `kubeconfig` in the project folder; Slipway fetches it from the control plane again.',
  ),
  'cluster/unreachable': kind(
    1,
    'The API server of the cluster does not answer.',
    'Check that the control plane has power; after a restart it needs a few minutes.',
  ),
  'cluster/untrusted': kind(
    3,
    'What answers is not the API server of this cluster.',
    'Its certificate was not made by the authority of the cluster. Slipway never sends it anything.',
  ),
  'cluster/denied': kind(
    1,
    'The API server does not accept the credentials of this project.',
    'The cluster may have been made anew: delete the file `kubeconfig` in the project folder, so that it is fetched again.',
  ),
  'cluster/bad-answer': kind(1, 'The API server answered something that Slipway does not understand.', 'Try again.'),
  'kubeconfig/taken': kind(
    2,
    'Your kubeconfig has an entry of this name that is not of this project.',
    'Give another name with `--name`, or remove the other entry first. Slipway never replaces it.',
  ),
  'kubeconfig/unreadable': kind(
    2,
    'Your kubeconfig cannot be read as one.',
    'Correct the file first, or name another one in KUBECONFIG; nothing was changed.',
  ),
  'kubeconfig/not-writable': kind(1, 'Your kubeconfig cannot be written.', 'Check who owns the file and its folder.'),
  'kubeconfig/locked': kind(
    1,
    'Another program is changing your kubeconfig.',
    'Try again; if no kubectl is running, delete the lock file beside it.',
  ),
  'kubectl/not-there': kind(
    1,
    'There is no kubectl of this version to fetch.',
    'Check the mirror in the plan (`mirrors.kubernetes`), or install kubectl yourself.',
  ),
  'kubectl/unusable': kind(1, 'The kubectl that was fetched does not run here.', 'Install kubectl yourself.'),
} as const satisfies Record<string, ErrorKind>;
