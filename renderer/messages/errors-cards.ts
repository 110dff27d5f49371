import { page, type PagesOf } from './error-page.ts';

const again = 'Try again.';
const log = 'Open the log at the bottom of the page, copy the diagnostics and report the problem.';
const rewrite = 'Write the card again; it is unusable until then.';

export const cardErrors: PagesOf<'drive' | 'card' | 'writer' | 'station'> = {
  'drive/not-found': page(
    'The drive is not there any more.',
    'Insert the card again, and wait until it appears.',
    'Try another USB port or reader.',
  ),
  'drive/refused': page(
    'Writing to this drive could destroy a system or files that are in use. Nothing overrides this.',
    'Choose a removable card.',
    'If it is your card: unmount it, and take it out of any pool or array.',
  ),
  'drive/needs-confirmation': page(
    'The drive is unusual for a card: large, not removable, or in use.',
    'Look at its model, size and volumes, then type its path.',
  ),
  'drive/changed': page('Another card is in the reader than the one you chose. Nothing was written.', 'Choose the card again.'),
  'card/too-small': page(
    'The image is larger than the card. Cards with the same label differ a little in size.',
    'Use a larger card.',
  ),
  'card/read-only': page(
    'The lock switch on the card’s side is set, or the file may not be written.',
    'Move the lock switch towards the contacts.',
    'Check the permissions of the folder.',
    'Worn-out cards lock themselves: try another.',
  ),
  'card/removed': page(
    'The card, or its reader, was disconnected while it was being written.',
    'Insert it again and write it anew.',
    'If you did not pull it out: try another port, cable or reader.',
  ),
  'card/write-failed': page(
    'The card reported an error while it was being written.',
    again,
    'If it fails at the same place, the card is worn out: replace it.',
    'If it fails elsewhere, suspect the reader or its cable.',
  ),
  'card/verify-failed': page(
    'What was read back is not what was written. Worn-out cards and cards with a false capacity do this.',
    'Replace the card.',
    'If several cards fail, suspect the reader.',
  ),
  'card/fake-capacity': page(
    'The card was tested before it was written: what is stored beyond its true capacity is lost. Such cards are sold as larger than they are.',
    'Replace the card, and do not keep anything on it.',
    'If several cards are found fake, test one in another reader.',
  ),
  'card/dead': page(
    'The card was tested before it was written, and what was read back is not what was stored. Worn-out cards lock themselves this way.',
    'Check the lock switch on the card’s side.',
    'Replace the card.',
    'If several cards fail, suspect the reader.',
  ),
  'card/stalled': page(
    'The card or its reader took no more bytes for a minute. The other cards were not held up.',
    'Take it out, put it in again and write it anew.',
    'Try another port, cable or reader.',
    'Replace the card if it happens again.',
  ),
  'card/boot-full': page(
    'The first-boot files do not fit on the boot partition of this image.',
    'Use fewer or shorter keys.',
    'Choose an image with a larger boot partition.',
  ),
  'card/personalise-failed': page(
    'The image was written, but its boot partition could not take the files.',
    rewrite,
    'If it fails again, fetch the image again.',
  ),
  'card/no-space': page(
    'Card files take as much room as the image’s used space.',
    'Free space on the disk.',
    'Choose another folder.',
  ),
  'card/cancelled': page('You stopped it. A half-written card does not boot.', rewrite),
  'card/in-use': page('Another write session has this card or file open.', 'Wait until it is done.', 'Choose another card.'),
  'card/two-nodes-one-target': page('Every node needs a card of its own.', 'Give each node another card or file.'),
  'writer/needs-privilege': page(
    'The operating system lets only administrators write to whole drives.',
    'Confirm the question of your system when it comes.',
    'Or write card files: they need no rights.',
  ),
  'writer/died': page('The program that writes cards stopped: it was ended, or the computer ran out of memory.', rewrite, log),
  'writer/protocol': page('The program that writes cards belongs to another version.', 'Install Slipway again.', log),
  'card/busy': page(
    'Another program holds the card or file: a backup, an indexer, a file manager.',
    'Close the windows that show the card, then try again.',
  ),
  'card/no-folder': page(
    'The folder for the card file is not there.',
    'Check the path for typing mistakes.',
    'Make the folder, or choose another one.',
  ),
  'station/not-now': page(
    'The card or the node has moved on: it was pulled out, is being written, or is done already.',
    'Look at the station page: every card says what it is and what can be done with it.',
    'Take the card out, and put it in again.',
  ),
  'station/not-open': page(
    'The station was closed, or Slipway was restarted. What is done stays done.',
    'Open the card station again from the Cards page.',
  ),
};
