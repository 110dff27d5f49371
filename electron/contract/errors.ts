/** How a command that met this error ends: 1 failed, 2 bad input, 3 refused for safety, 130 cancelled (design §10). */
type ExitCode = 1 | 2 | 3 | 130;

interface ErrorKind {
  readonly title: string;
  readonly fix: string;
  readonly exit: ExitCode;
}

const kind = (exit: ExitCode, title: string, fix: string): ErrorKind => ({ exit, title, fix });

/** The closed table of everything that can go wrong: one sentence of what happened, one of what to do. */
export const errorKinds = {
  'cli/usage': kind(2, 'The command was not understood.', 'Run `slipway --help` to see what it takes.'),

  'project/not-found': kind(
    2,
    'There is no cluster.yaml in this folder.',
    'Check the path, or make a project with `slipway new`.',
  ),
  'project/exists': kind(2, 'This folder already holds a project.', 'Open it, or choose an empty folder.'),
  'project/locked': kind(1, 'Another Slipway is using this project.', 'Close the other one, then try again.'),
  'project/changed': kind(
    1,
    'cluster.yaml was changed by someone else meanwhile.',
    'Look at the newer version, then make your change again.',
  ),
  'project/damaged': kind(1, 'A project file cannot be read.', 'Restore it from a backup; the other files are untouched.'),
  'project/not-writable': kind(
    1,
    'The project folder cannot be written.',
    'Choose a folder you may write, or change its permissions.',
  ),
  'project/no-space': kind(1, 'The disk with the project is full.', 'Free some space, then try again: nothing was changed.'),
  'project/newer-version': kind(2, 'This project was made by a newer Slipway.', 'Update Slipway, then open it again.'),

  'plan/has-errors': kind(2, 'The plan has errors.', 'Correct them first: `slipway check` lists every one.'),
  'plan/unknown-node': kind(2, 'The plan has no node of this name.', 'Use a name from the plan; `slipway plan` lists them.'),
  'plan/bad-csv': kind(
    2,
    'The node table cannot be read as CSV.',
    'Use the columns of an exported table: name, role, board, address, image.',
  ),
  'plan/bad-secret': kind(
    2,
    'The password or Wi-Fi key cannot be used.',
    'Wi-Fi keys have 8 to 63 characters, or are 64 hexadecimal digits.',
  ),

  'catalogue/bad-list': kind(
    1,
    'The online list of images cannot be read.',
    'Check that no login page of the network answers in its place; the built-in list works without it.',
  ),

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

  'serve/port': kind(1, 'The port cannot be opened.', 'Choose another port, or leave it out.'),

  'engine/cancelled': kind(130, 'Cancelled.', 'Start again when you are ready.'),
  'engine/bad-request': kind(2, 'The request was not understood.', 'Reload the page: it may be older than the engine.'),
  'engine/internal': kind(1, 'Something unexpected happened.', 'Look at the log, and report it with the diagnostics.'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** What crosses a process boundary of a {@link SlipwayError}: no stack, no cause, nothing secret. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
}

interface ErrorOptions {
  readonly fix?: string;
  readonly cause?: unknown;
}

/**
 * The one error that users see. `detail` adds the specifics (which file, which line, expected and got);
 * title and fix come from {@link errorKinds} unless a better fix is known at the place it is thrown.
 */
export class SlipwayError extends Error {
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;

  constructor(code: ErrorCode, detail = '', options: ErrorOptions = {}) {
    const { title, fix } = errorKinds[code];
    super(detail === '' ? title : `${title} ${detail}`, { cause: options.cause });
    this.name = 'SlipwayError';
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.fix = options.fix ?? fix;
  }
}

/** Keeps a SlipwayError as it is; anything else becomes `engine/internal` with its cause kept for the log. */
export function toSlipwayError(thrown: unknown): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new SlipwayError('engine/internal', detail, { cause: thrown });
}

/** The part of an error that may be shown, sent or journalled. */
export function errorFacts(thrown: unknown): ErrorFacts {
  const { code, title, detail, fix } = toSlipwayError(thrown);
  return { code, title, detail, fix };
}

/** Rebuilds an error that came over a wire, so that both sides handle one class. */
export function fromErrorFacts(facts: ErrorFacts): SlipwayError {
  return new SlipwayError(facts.code, facts.detail, { fix: facts.fix });
}

/** The code of Node's system errors (`ENOSPC`, `EACCES` …), or undefined for anything else. */
export function systemErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
