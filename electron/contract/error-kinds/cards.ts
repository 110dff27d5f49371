import { kind, type ErrorKind } from './error-kind.ts';

export const cardKinds = {
  'drive/not-found': kind(2, 'There is no such drive.', 'Insert the card and run `slipway drives`.'),
  'drive/refused': kind(3, 'Slipway will not write to this drive.', 'Choose a removable card.'),
  'drive/needs-confirmation': kind(
    3,
    'This drive must be confirmed by name.',
    'Check that it is the card you mean, then confirm it.',
  ),
  'drive/changed': kind(3, 'The drive is not the one that was chosen.', 'Choose the card again.'),
  'card/too-small': kind(2, 'The image does not fit on this card.', 'Use a larger card.'),
  'card/read-only': kind(
    1,
    'The target is write-protected.',
    'Move the lock switch of the card, or choose a file you may write.',
  ),
  'card/removed': kind(1, 'The card was pulled out.', 'Insert it again and write it anew.'),
  'card/write-failed': kind(1, 'Writing to the card failed.', 'Try again; if it fails at the same place, replace the card.'),
  'card/verify-failed': kind(
    1,
    'The card does not hold what was written to it.',
    'Replace the card: it is worn out or lies about its size.',
  ),
  'card/fake-capacity': kind(
    1,
    'The card has less room than it says.',
    'Replace the card: nothing of the image was written to it.',
  ),
  'card/dead': kind(
    1,
    'The card does not keep what is written to it.',
    'Replace the card: nothing of the image was written to it.',
  ),
  'card/stalled': kind(
    1,
    'The card stopped answering.',
    'Take it out, put it in again and write it anew; if it happens again, replace the card or its reader.',
  ),
  'card/boot-full': kind(
    1,
    'The boot partition has no room for the first-boot files.',
    'Use an image with a larger boot partition, or fewer keys.',
  ),
  'card/personalise-failed': kind(
    1,
    'The first-boot files could not be written.',
    'Write the card again; if it fails again, the image may be damaged.',
  ),
  'card/no-space': kind(1, 'The disk with the card files is full.', 'Free some space, or choose another folder.'),
  'card/cancelled': kind(
    130,
    'Writing was cancelled; the card is unusable until it is written again.',
    'Write it again when you are ready.',
  ),
  'card/in-use': kind(1, 'This target is being written already.', 'Wait until it is done, or choose another card.'),
  'card/busy': kind(1, 'Another program is using the card.', 'Close it and unmount the card, then try again.'),
  'card/no-folder': kind(2, 'The folder for the card file does not exist.', 'Make the folder, or choose another one.'),
  'card/two-nodes-one-target': kind(2, 'Two nodes were given the same target.', 'Give each node a card or a file of its own.'),
  'writer/needs-privilege': kind(
    1,
    'Writing to a drive needs administrator rights.',
    'Confirm the prompt of your system, or run the command with sudo.',
  ),
  'writer/died': kind(1, 'The writer program ended unexpectedly.', 'Write the card again; it is unusable until then.'),
  'writer/protocol': kind(1, 'The writer program was not understood.', 'Reinstall Slipway: its parts do not fit together.'),
  'station/not-now': kind(2, 'This cannot be done now.', 'Look at the station: it shows what can be done with each card.'),
  'station/not-open': kind(2, 'No card station is open for this project.', 'Open one on the Cards page.'),
} as const satisfies Record<string, ErrorKind>;
