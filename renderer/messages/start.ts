import { plural } from './format.ts';

export const start = {
  title: 'Where do you want to begin?',
  lead: 'Slipway takes blank SD cards to a running Raspberry Pi cluster: plan the nodes, write a verified card for each, find them as they boot, start Kubernetes.',
  create: {
    title: 'New cluster',
    text: 'Name it, count the nodes, choose a board and a system. Everything can be changed later.',
    action: 'Plan a new cluster',
  },
  practice: {
    title: 'Practice mode',
    badge: 'No hardware needed',
    text: 'Walk the whole way in two minutes with a small practice image and card files in a folder. No cards, no internet; nothing is erased.',
    action: 'Practise first',
  },
  open: {
    title: 'Open a project',
    text: 'A project is a folder with a cluster.yaml in it.',
    label: 'Project folder',
    hint: 'The full path, for example /home/you/slipway/lab',
    action: 'Open',
    choose: 'Choose a folder …',
    empty: 'Type the path of a folder.',
    relative: 'Type the full path, from the root of the disk.',
  },
  recent: {
    title: 'Recent projects',
    none: 'Projects that you open appear here.',
    facts: (nodes: number, cards: number) =>
      `${plural(nodes, 'node')} · ${cards === 0 ? 'no cards yet' : `${plural(cards, 'card')} written`}`,
    opened: (when: string) => `opened ${when}`,
    missing: 'The folder is not there any more.',
    forget: (name: string) => `Remove ${name} from this list`,
    continue: (name: string) => `Continue with ${name}`,
  },
  running: {
    text: (nodes: string) => `Cards are being written: ${nodes}.`,
    hint: 'Open their project to see them.',
  },
  form: {
    title: 'What should the new cluster be?',
    lead: 'A few answers make the plan; every one of them can be changed on the next page.',
    practiceTitle: 'A cluster to practise with',
    practiceLead:
      'This is practice: the image is made on this computer, and the “cards” are files in a folder. Change nothing and press the button, if you like.',
    name: 'Name of the cluster',
    nameHint: 'Lower-case letters, digits and hyphens.',
    nameBad: 'Use lower-case letters, digits and hyphens, beginning and ending with a letter or digit.',
    nodes: 'Nodes',
    nodesHint: (names: readonly string[]) =>
      `${plural(names.length, 'node')}: ${abbreviated(names)}. The first is the control plane.`,
    nodesBad: 'Write names such as pi[01-03]: one range of numbers in brackets, at most 64 nodes.',
    board: 'Board',
    image: 'System',
    imageLater: 'Choose later',
    imagePractice: 'Practice image (made here)',
    imageHint: 'Only systems that run on the board are listed.',
    key: 'SSH key that may log in',
    keyPaste: 'Paste another key …',
    keyNone: 'None for now',
    keyHint: 'Your public key goes on every card, so that you can log in without a password.',
    keyNoneFound: 'No key was found in ~/.ssh. Paste one, or set a password on the next page.',
    keyPasted: 'Public key',
    keyPastedHint: 'One line that begins with ssh-ed25519, ssh-rsa or ecdsa-sha2-….',
    keyBad: 'This is no public key: it should begin with ssh-… or ecdsa-… and be one line.',
    keyPrivate: 'This is a private key. It must never leave your computer: paste the .pub file instead.',
    dir: 'Folder of the project',
    dirHint: 'It is made if it is not there.',
    timezone: 'Time zone',
    submit: 'Make the plan',
    submitPractice: 'Make the practice cluster',
    openExisting: 'Open the project that is there',
  },
} as const;

function abbreviated(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 2).join(', ')} … ${names.at(-1) ?? ''}`;
}
