import { page, type PagesOf } from './error-page.ts';

const mirror = 'If the plan names a mirror, check that it holds this file under the same path.';

export const artifactErrors: PagesOf<'artifact' | 'bundle'> = {
  'artifact/not-found': page(
    'Nothing is at this address.',
    mirror,
    'Check the version in the plan: a typing mistake looks the same.',
  ),
  'artifact/unreachable': page('The server did not answer.', 'Check the network and the proxy.', mirror),
  'artifact/refused': page(
    'The server answered that it will not.',
    'Wait a while: some servers limit how much one may fetch.',
    mirror,
  ),
  'artifact/hash-mismatch': page(
    'Every file is compared with the fingerprint that its project published, and this one differs: damaged on the way, or changed.',
    'Fetch it again.',
    'If it stays so, the mirror is stale or not to be trusted.',
  ),
  'artifact/unlisted': page(
    'A file is taken only with a SHA-256 that its publisher gives, and there is none.',
    'Check that the mirror holds the `.sha256` file as well.',
  ),
  'artifact/too-large': page('A file of known size does not grow.', 'Use another mirror.'),
  'artifact/not-understood': page('What answers there is no container registry.', 'Check address, port, and http or https.'),
  'artifact/no-image-for-architecture': page(
    'The image was not built for the processor of one of the nodes.',
    'Give that node a 64-bit image, or choose another component on the Plan page.',
  ),
  'artifact/no-space': page('There is no room left where the file should go.', 'Free some space and start again.'),
  'artifact/folder': page(
    'Slipway does not mix its files with others.',
    'Choose an empty folder, or one that holds a bundle already.',
  ),
  'bundle/not-found': page(
    'A bundle is a folder with a file bundle.json in it.',
    'Choose the folder itself, not the one above it.',
  ),
  'bundle/damaged': page(
    'A file is missing or has other bytes than when the bundle was made.',
    'Run `slipway bundle` again: it mends it.',
  ),
  'bundle/unknown-images': page(
    'Each version of kubeadm starts with its own versions of etcd, CoreDNS and pause; Slipway takes none on trust.',
    'Run `kubeadm config images list` and name what it prints.',
  ),
  'bundle/port': page('Another program has this port, or the address is not one of this computer.', 'Choose another port.'),
};
