import type { CardPhase, CardReport, DriveVerdict } from '../../electron/contract/card.ts';
import type { ByteProgress } from '../../electron/contract/image.ts';
import { bytes, count, list, plural } from './format.ts';

export const cards = {
  title: 'Where is each card?',
  lead: 'Give each node a card in a reader, or a card file in a folder. Nothing is erased before you have seen what will be written and confirmed it.',
  kind: {
    label: 'Write to',
    files: 'Card files in a folder',
    filesHint: 'One .img file per node: to practise, to keep, or to write with another tool.',
    drives: 'SD cards in readers',
    drivesHint: 'One reader or eight. Each card is bound to a node by you.',
  },
  folder: {
    label: 'Folder for the card files',
    hint: 'Empty: the folder “cards” of the project.',
    choose: 'Choose a folder …',
    apply: 'Use this folder',
  },
  table: {
    caption: 'Nodes and their cards',
    write: 'Write',
    node: 'Node',
    target: 'Card',
    include: (name: string) => `Write a card for ${name}`,
    driveFor: (name: string) => `Card for ${name}`,
    noDrive: 'No card chosen',
    writtenBefore: (when: string) => `written ${when}`,
    failedBefore: 'the last try failed',
  },
  drives: {
    title: 'Drives of this computer',
    none: 'No drive was found. Insert a card: it appears here by itself.',
    looking: 'Looking for drives …',
    assign: 'Assign cards in order',
    verdict: { allowed: 'Can be written', 'needs-confirmation': 'Needs confirmation', refused: 'Refused' } satisfies Record<
      DriveVerdict['decision'],
      string
    >,
    inserted: (drive: string, node: string) => `${drive} was just inserted. Is it the card for ${node}?`,
    useFor: (node: string) => `Use it for ${node}`,
    volumes: (names: readonly string[]) => `holds ${list(names.map((name) => `“${name}”`))}`,
    noVolumes: 'no volumes',
    serial: (serial: string) => `S/N ${serial}`,
  },
  next: (cardCount: number) => `Review ${plural(cardCount, 'card')}`,
  nextLocked: 'Choose at least one node and give it a card.',

  review: {
    title: 'What will be written where?',
    lead: 'Look at every card before anything happens. Secrets are masked.',
    image: 'Image',
    imageText: (mapped: number) => `${bytes(mapped)} to write`,
    hash: 'SHA-256',
    files: (files: number) => plural(files, 'first-boot file'),
    asIs: 'Written as it is, without first-boot settings.',
    newFile: 'new',
    changed: 'changed',
    same: 'as in the image',
    content: 'Content',
    diff: 'Compare with the image',
    diffLoading: 'Comparing …',
    diffLabel: (path: string) => `What changes in ${path}`,
    added: 'added',
    removed: 'removed',
    show: (path: string) => `Show ${path}`,
    total: (cardCount: number, mapped: number) => `${plural(cardCount, 'card')}, ${bytes(mapped)} in all`,
    none: 'No card is chosen. Go back and give a node a card.',
    loading: 'Making the first-boot files …',
    writeFiles: (cardCount: number) => `Write ${plural(cardCount, 'card file')}`,
    eraseDrives: (cardCount: number) => `Erase ${plural(cardCount, 'card')} and write …`,
  },
  confirm: {
    title: (cardCount: number) => `Erase ${plural(cardCount, 'card')}?`,
    lead: 'Everything on these cards is lost. This cannot be undone.',
    cancel: 'Cancel',
    action: (cardCount: number) => `Erase ${plural(cardCount, 'card')} and write`,
    typed: (path: string) => `Type ${path} to confirm this drive`,
    mismatch: (path: string) => `This is not ${path}.`,
    becomes: (node: string) => `becomes ${node}`,
  },

  writing: {
    title: 'Writing the cards',
    lead: 'Each card is written, read back, given its settings, and read again. You may close this page; it goes on.',
    phase: {
      preparing: 'Preparing',
      writing: 'Writing',
      verifying: 'Verifying',
      personalising: 'Adding settings',
      rereading: 'Re-reading files',
    } satisfies Record<CardPhase, string>,
    waiting: 'Waiting for its turn',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
    cancelledText: 'This card is unusable until it is written again.',
    failedIn: (phase: string) => `while ${phase.toLowerCase()}`,
    progressLabel: (node: string) => `Card for ${node}`,
    overall: 'All cards',
    cancelOne: 'Cancel',
    cancelOneLabel: (node: string) => `Cancel the card for ${node}`,
    cancelAll: 'Cancel all cards',
    cancelTitle: 'Cancel writing?',
    cancelLead: 'Cards that are not done are unusable until they are written again. Cards that are done stay good.',
    cancelKeep: 'Go on writing',
    cancelConfirm: 'Cancel writing',
    retry: 'Write again',
    retryLabel: (node: string) => `Write again: the card for ${node}`,
    gone: 'This write session is not known any more: Slipway was restarted meanwhile. Look at the cards’ last state on the Cards page.',
    verified: (report: CardReport) =>
      `Verified ${bytes(report.bytesVerified)} · ${plural(report.files.length, 'file')} read back`,
    toResult: 'See the result',
    activity: (node: string, phase: string, { done, total }: Pick<ByteProgress, 'done' | 'total'>) =>
      `${node} ${phase} ${count(done)}${total === undefined ? '' : ` / ${count(total)}`} bytes`,
    announce: (percent: number, failed: readonly string[]) =>
      [`${String(percent)} % of the cards written.`, ...failed.map((node) => `The card for ${node} failed.`)].join(' '),
  },

  result: {
    title: (done: number, total: number) =>
      done === total
        ? total === 1
          ? 'The card is ready'
          : `All ${count(total)} cards are ready`
        : `${String(done)} of ${plural(total, 'card')} ready`,
    lead: 'Every byte that matters was read back from the card and compared.',
    leadPartly: 'The cards below that are done were read back and compared. The others need you.',
    report: 'What was verified',
    bytes: 'Written',
    bytesText: (written: number, ranges: number) => `${bytes(written)} in ${plural(ranges, 'range')}`,
    verified: 'Read back',
    readBack: { direct: 'from the card itself, past the cache', cached: 'through the cache' } satisfies Record<
      CardReport['readBack'],
      string
    >,
    time: 'Time',
    files: 'Files and their SHA-256',
    file: 'File',
    size: 'Size',
    hash: 'SHA-256',
    target: 'Card',
    showItem: 'Show in folder',
    next: 'What to do now',
    stepsDrives: ['Take the cards out of their readers; they have been ejected.', 'Put each card into its Pi.'],
    stepsFiles: [
      'The card files are complete: write them to cards with Slipway or any imaging tool, or boot them in an emulator.',
      'When you have cards, choose “SD cards in readers” on the Cards page.',
    ],
    stepBoot: 'Connect the Pis to the network and to power. The first boot takes a few minutes.',
    stepLogin: (user: string, host: string) => `Log in: ssh ${user}@${host}`,
    node: 'Node',
    address: 'Address',
    hostname: (name: string, domain: string) => `${name}.${domain}`,
    again: 'Write more cards',
    retryFailed: (failed: number) => `Write ${plural(failed, 'failed card')} again`,
  },
} as const;
