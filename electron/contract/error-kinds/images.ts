import { kind, type ErrorKind } from './error-kind.ts';

export const imageKinds = {
  'image/unknown': kind(2, 'No image of this name is known.', 'Run `slipway images list`, or give a URL or a file.'),
  'image/not-found': kind(1, 'The server does not have this file.', 'Check the address, or choose another image or mirror.'),
  'image/unreachable': kind(
    1,
    'The server cannot be reached.',
    'Check the network and the proxy settings; a stored image works offline.',
  ),
  'image/server-refused': kind(1, 'The server refused the download.', 'Try again later, or use a mirror.'),
  'image/redirect-loop': kind(1, 'The server redirects in a circle.', 'Use another address or a mirror.'),
  'image/interrupted': kind(1, 'The download stopped before its end.', 'Start it again: it goes on where it stopped.'),
  'image/not-an-image': kind(
    2,
    'This is not a disk image.',
    'Check the address: a web page or another kind of file came instead.',
  ),
  'image/unsupported-format': kind(2, 'This kind of archive is not supported.', 'Use .img, .zip, .gz, .xz or .zst.'),
  'image/hash-mismatch': kind(
    1,
    'The download is not what its publisher signed for.',
    'Fetch it again; if it happens twice, use another mirror.',
  ),
  'image/corrupt': kind(1, 'The archive is damaged.', 'Fetch it again.'),
  'image/truncated': kind(1, 'The file ends too early.', 'Fetch it again, or copy it again from its source.'),
  'image/several-in-zip': kind(2, 'The zip holds more than one image.', 'Unpack it and choose the right .img file.'),
  'image/unsafe-path': kind(
    2,
    'The zip holds a path that leads outside of it.',
    'Do not use this file; get the image from its publisher.',
  ),
  'image/bomb': kind(
    2,
    'The archive unpacks to an unreasonable size.',
    'Do not use this file; get the image from its publisher.',
  ),
  'image/no-partition-table': kind(
    2,
    'The image has no partition table.',
    'Choose a whole-disk image, not a file system or an installer.',
  ),
  'image/bad-boot-partition': kind(
    1,
    'The boot partition cannot be read.',
    'Fetch the image again; if it is the same, choose another image.',
  ),
  'image/store-full': kind(1, 'The disk with the image store is full.', 'Free some space, or remove images you no longer need.'),
  'image/store-limit': kind(1, 'The image does not fit within the store limit.', 'Remove images, or raise the limit.'),
  'image/store-locked': kind(1, 'Another Slipway is fetching this image.', 'Wait until it is done, then try again.'),
  'image/not-stored': kind(2, 'This image is not in the store.', 'Fetch it first: `slipway images fetch`.'),
  'image/in-use': kind(1, 'The image is being written to a card.', 'Wait until the cards are done.'),
  'firstboot/unsupported': kind(
    2,
    'First-boot settings cannot be applied to this image.',
    'Write it as it is, or choose an image that Slipway can set up.',
  ),
  'firstboot/bad-file': kind(
    2,
    'A configuration file cannot be used.',
    'Correct the file, or leave its option out; nothing was written.',
  ),
} as const satisfies Record<string, ErrorKind>;
