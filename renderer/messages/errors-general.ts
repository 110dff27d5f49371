import { page, type PagesOf } from './error-page.ts';

const again = 'Try again.';
const log = 'Open the log at the bottom of the page, copy the diagnostics and report the problem.';

export const generalErrors: PagesOf<'cli' | 'project' | 'plan' | 'catalogue' | 'serve' | 'engine'> = {
  'cli/usage': page('A word or option of the command is not known.', 'Run `slipway --help`, or `slipway COMMAND --help`.'),
  'project/not-found': page(
    'A project is a folder with a file cluster.yaml in it, and this folder has none.',
    'Check the path for typing mistakes.',
    'Choose the folder itself, not the one above it.',
    'Make a new project in this folder.',
  ),
  'project/exists': page(
    'Slipway never overwrites a project.',
    'Open the project that is there.',
    'Choose another folder for the new one.',
  ),
  'project/locked': page(
    'Only one Slipway at a time may change a project, so that no change is lost.',
    'Close the other window or end the other command.',
    'If there is none, it ended abruptly: wait a few seconds and try again.',
  ),
  'project/changed': page(
    'An editor, git or another Slipway wrote cluster.yaml after this page read it.',
    'Load the newer file; your change is kept and can be made on top of it.',
  ),
  'project/damaged': page(
    'A file of the project is not readable: an interrupted copy, or a failing disk.',
    'Restore the file from a backup or from git.',
    'Move it away; Slipway makes it anew where it can.',
  ),
  'project/not-writable': page(
    'The folder belongs to someone else, or its disk is read-only.',
    'Choose a folder of your own, such as one in your home folder.',
    'Check the permissions of the folder.',
  ),
  'project/no-space': page(
    'The disk on which the project is kept is full. Nothing of it was lost.',
    'Free some space, then try again.',
  ),
  'project/newer-version': page(
    'The file says that it was written for a later version of Slipway.',
    'Update Slipway.',
    'Open the project with the version that made it.',
  ),
  'plan/has-errors': page(
    'Cards are only written from a plan without errors.',
    'Go to the Plan page: every error is listed, many can be fixed with one click.',
  ),
  'plan/unknown-node': page('The name is not in the plan; it may have been renamed.', 'Look at the Plan page for the names.'),
  'plan/bad-csv': page(
    'The table has a column or a row that cannot be understood.',
    'Export the table first and use it as the pattern.',
    'Save from the spreadsheet as CSV with commas or semicolons.',
  ),
  'plan/bad-secret': page(
    'The Wi-Fi standard sets the form of its keys; a router would refuse this one.',
    'Type the key as it stands on the router.',
    'Check for a space at the beginning or end.',
  ),
  'plan/bad-ca': page(
    'The plan names an own CA for its mirrors, and what it names is not there, is no certificate in PEM form, or has a private key in it.',
    'Check the path: it begins at the folder of the project.',
    'A certificate in DER form is turned by `openssl x509 -inform der -in ca.der -out ca.pem`.',
    'Take a private key out: the certificate alone is enough, and every node gets it.',
  ),
  'catalogue/bad-list': page(
    'The online list of images came in a form that cannot be read. The last good copy stays in use.',
    'Try again later.',
    'Behind a login page of the network, log in first.',
  ),
  'serve/port': page('Another program uses this port, or it may not be used.', 'Leave the port out: Slipway finds a free one.'),
  'engine/cancelled': page('You, or a closing window, stopped it.', 'Start again when you are ready.'),
  'engine/bad-request': page('Page and engine do not fit together, as after an update.', 'Reload the page.', log),
  'engine/internal': page('This is a mistake in Slipway, or something about this computer that it did not expect.', again, log),
};
