import { kind, type ErrorKind } from './error-kind.ts';

export const artifactKinds = {
  'artifact/not-found': kind(
    1,
    'The server does not have this file.',
    'Check the mirror: it must hold the same files as the original.',
  ),
  'artifact/unreachable': kind(1, 'The server cannot be reached.', 'Check the network, the proxy settings and the mirror.'),
  'artifact/refused': kind(1, 'The server refused the download.', 'Try again later, or use a mirror.'),
  'artifact/hash-mismatch': kind(
    1,
    'The file is not the one that its project published.',
    'Try again; if it happens twice, do not use this mirror.',
  ),
  'artifact/unlisted': kind(1, 'Nobody vouches for this file.', 'Use a mirror that holds the list of hashes beside it.'),
  'artifact/too-large': kind(1, 'The server sends far more than the file has.', 'Do not use this mirror.'),
  'artifact/not-understood': kind(1, 'The registry answered something that is no image.', 'Check the address of the registry.'),
  'artifact/no-image-for-architecture': kind(
    1,
    'The image does not exist for the architecture of a node.',
    'Use another version of the component, or nodes of another architecture.',
  ),
  'artifact/no-space': kind(1, 'The disk is full.', 'Free some space, then try again: it goes on where it stopped.'),
  'artifact/folder': kind(1, 'The folder cannot be used.', 'Choose a folder that you may write and that holds nothing else.'),

  'bundle/not-found': kind(2, 'There is no bundle in this folder.', 'Make one with `slipway bundle`.'),
  'bundle/damaged': kind(1, 'The bundle is not as it was made.', 'Make it again, or copy it again from its source.'),
  'bundle/unknown-images': kind(
    2,
    'It is not known which images this version of Kubernetes starts with.',
    'Name them with `--image`; `kubeadm config images list` on any computer prints them.',
  ),
  'bundle/port': kind(1, 'The port cannot be opened.', 'Choose another with `--listen ADDRESS:PORT`.'),
} as const satisfies Record<string, ErrorKind>;
