import { kind, type ErrorKind } from './error-kind.ts';

export const generalKinds = {
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
  'plan/bad-ca': kind(
    2,
    'The CA of the mirrors cannot be used.',
    'Let `mirrors.ca` hold its certificate in PEM form, or the path of a file that does; without any private key.',
  ),
  'catalogue/bad-list': kind(
    1,
    'The online list of images cannot be read.',
    'Check that no login page of the network answers in its place; the built-in list works without it.',
  ),
  'serve/port': kind(1, 'The port cannot be opened.', 'Choose another port, or leave it out.'),
  'engine/cancelled': kind(130, 'Cancelled.', 'Start again when you are ready.'),
  'engine/bad-request': kind(2, 'The request was not understood.', 'Reload the page: it may be older than the engine.'),
  'engine/internal': kind(1, 'Something unexpected happened.', 'Look at the log, and report it with the diagnostics.'),
} as const satisfies Record<string, ErrorKind>;
