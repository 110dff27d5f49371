import { page, type PagesOf } from './error-page.ts';

const mirror = 'Use another address for the same image, or a mirror of your own.';

export const imageErrors: PagesOf<'image' | 'firstboot'> = {
  'image/bad-boot-partition': page(
    'The boot partition of this image cannot be read, so nothing can be added to it.',
    'Fetch the image again.',
    'If it is an image of your own, check its boot partition with fsck.',
  ),
  'image/unknown': page(
    'The name is not in the list of images, and it is no address or file either.',
    'Choose an image on the Images page.',
    'Refresh the online list.',
  ),
  'image/not-found': page(
    'The server answers, but has no such file: releases move.',
    'Open the address in a browser to see what is there.',
    mirror,
  ),
  'image/unreachable': page(
    'No answer came: no network, a wrong name, a firewall or a proxy in between.',
    'Check the internet connection.',
    'Set HTTPS_PROXY if your network has a proxy.',
    'Use an image that is on this computer already.',
  ),
  'image/server-refused': page(
    'The server answers, but will not send the file.',
    'Wait a while: many servers limit how often one may ask.',
    mirror,
  ),
  'image/redirect-loop': page(
    'The server keeps sending the download elsewhere.',
    'Open the address in a browser and use the final one.',
    mirror,
  ),
  'image/interrupted': page(
    'The connection ended before the file did. What has come is kept.',
    'Go on with the download.',
    'With an unsteady network, use a cable.',
  ),
  'image/not-an-image': page(
    'What came is something else: often the web page of a login or an error.',
    'Open the address in a browser; it must be the file itself.',
    'Log in to the network first if it has a login page.',
  ),
  'image/unsupported-format': page(
    'Slipway cannot unpack this kind of file.',
    'Unpack it with another tool and choose the .img file.',
    'Use .img, .zip, .gz, .xz or .zst.',
  ),
  'image/hash-mismatch': page(
    'The bytes that came are not the bytes that the publisher vouches for. Nothing of it is kept.',
    'Fetch it again.',
    mirror,
    'If it stays so, the publisher’s server may be tampered with: do not use the file.',
  ),
  'image/corrupt': page(
    'The archive contradicts its own checksums.',
    'Fetch it again.',
    'If it is a file of yours, copy it again from its source.',
  ),
  'image/truncated': page('The file is shorter than it should be: an interrupted copy or download.', 'Fetch or copy it again.'),
  'image/several-in-zip': page(
    'Slipway cannot know which of the images in the zip you mean.',
    'Unpack the zip and choose the .img file.',
  ),
  'image/unsafe-path': page(
    'A file in the zip would land outside of the folder it is unpacked into. Honest archives have no such paths.',
    'Get the image from its publisher.',
  ),
  'image/bomb': page('The archive unpacks to far more than any card holds.', 'Get the image from its publisher.'),
  'image/no-partition-table': page(
    'A card needs a partition table to boot; this file is a single file system, an installer or something else.',
    'Choose the whole-disk image, usually named .img.',
  ),
  'image/store-full': page(
    'The disk on which images are kept has no room.',
    'Remove images that you no longer need, under “On this computer”.',
    'Free space on the disk.',
  ),
  'image/store-limit': page(
    'The images together would take more than the limit that was set.',
    'Remove images, or raise the limit, under “On this computer”.',
  ),
  'image/store-locked': page(
    'Another Slipway is fetching the same image.',
    'Wait until it is done: the image is then there for both.',
  ),
  'image/not-stored': page('The image has to be on this computer before cards are written.', 'Fetch it on the Images page.'),
  'image/in-use': page('Cards are being written from this image.', 'Wait until the cards are done.'),
  'firstboot/bad-file': page(
    'A file for the boot partition is missing, is no text, or would be ignored by the program that reads it on the node.',
    'Let user-data begin with the line #cloud-config.',
    'Use spaces, not tabs, in YAML files, and check their indentation.',
  ),
  'firstboot/unsupported': page(
    'Slipway knows how several systems take their first-boot settings; this image is none of them.',
    'Choose an image of the list to get names, addresses and keys on each card.',
    'Write it as it is and set it up by hand.',
  ),
};
