import type { StationDoubt, StationNode, StationRecord } from '../../electron/contract/station.ts';
import { dateTime, duration, plural } from './format.ts';

export const station = {
  enter: 'Write many, one after the other',
  enterHint: 'A workshop’s worth of cards? The card station asks for each card by its node’s name, with one reader or eight.',
  open: {
    title: 'How do you want to write the cards?',
    lead: 'The station asks for one card after the other, or takes them as they come. A card belongs to the node you put it in for.',
    mode: 'Readers',
    serial: 'One reader',
    serialHint: 'It asks for each card by its node’s name: put it in, wait, take it out, next.',
    parallel: 'Several readers at once',
    parallelHint: 'Each card that is put in goes to the next node. Put them in one by one, in the order shown.',
    auto: 'Start by itself when the card is plainly empty or foreign, and the drive plainly a card',
    autoHint: 'Without this, each card asks once. Cards that Slipway wrote, and unusual drives, always ask.',
    start: 'Open the station',
  },
  title: {
    insert: (node: string) => `Insert the card for ${node}`,
    asking: (node: string) => `Is this the card for ${node}?`,
    busy: (node: string) => `The card for ${node} is being written`,
    several: (cards: number) => `${plural(cards, 'card')} being written`,
    checking: (node: string) => `Looking at the card for ${node}`,
    finished: (done: number, total: number) =>
      done === total ? `All ${plural(total, 'card')} are done` : `${String(done)} of ${plural(total, 'card')} done`,
  },
  counter: (done: number, total: number) => `${String(done)} of ${String(total)}`,
  counterLabel: 'Cards done',
  skippedCount: (skipped: number) => `${plural(skipped, 'node')} left out`,
  hint: {
    insert: 'Put it into a reader. It is recognised by itself; nothing is written before it was checked.',
    insertAuto: 'Put it into a reader. It is checked, and written at once if nothing speaks against it.',
    asking: 'Look at what it is, then say whether it may be erased.',
    busy: 'You may do something else meanwhile. You hear of it when the next card is wanted.',
    finished: 'Take the last cards out. Labels help to tell them apart.',
  },
  trouble: (node: string) => `The last card for ${node} went wrong. Put in another one, or try this one again.`,
  slots: 'Cards in readers',
  noSlots: 'No card is in a reader yet.',
  others: (drives: number) => `${plural(drives, 'other drive')} that ${drives === 1 ? 'was' : 'were'} here before`,
  state: {
    idle: 'Put aside',
    baseline: 'Was in before',
    refused: 'Cannot be used',
    checking: 'Checking',
    asking: 'Waits for you',
    starting: 'Starting',
    writing: 'Writing',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  doneText: (node: string) => `This is the card for ${node} now. Take it out.`,
  cancelledText: 'This card is unusable until it is written again.',
  checkingText: 'Looking at what is on it …',
  startingText: 'Starting the writer …',
  becomes: (node: string) => `becomes ${node}`,
  use: (node: string) => `Use it for ${node}`,
  erase: (node: string) => `Erase and write ${node}`,
  eraseAll: (cards: number) => `Erase and write ${plural(cards, 'card')}`,
  lost: 'Everything on this card is lost.',
  undo: 'Not this card',
  undoLabel: (node: string) => `Not this card for ${node}`,
  skip: (node: string) => `Leave ${node} out`,
  retry: 'Try this card again',
  again: 'Write another',
  againLabel: (node: string) => `Write another card for ${node}`,
  back: 'Put back',
  backLabel: (node: string) => `Put ${node} back into the queue`,
  cancel: 'Cancel',
  cancelLabel: (node: string) => `Cancel the card for ${node}`,
  auto: 'Start by itself',
  sound: 'Sound when a card is wanted',
  close: 'Close the station',
  closeTitle: 'Close the station while a card is written?',
  closeLead: 'Cards that are not done are unusable until they are written again. Cards that are done stay done.',
  closeKeep: 'Keep it open',
  queue: 'Nodes',
  nodeState: { waiting: 'Waiting', bound: 'Has its card', done: 'Done', skipped: 'Left out' } satisfies Record<
    StationNode['state'],
    string
  >,
  doneBefore: 'done before',
  history: 'Written at this station',
  outcome: { done: 'done', failed: 'failed', cancelled: 'cancelled' } satisfies Record<StationRecord['outcome'], string>,
  record: ({ at, seconds }: StationRecord) => [dateTime(at), ...(seconds === undefined ? [] : [duration(seconds)])].join(' · '),
  doubt: (doubt: StationDoubt): string => {
    switch (doubt.kind) {
      case 'finished-card':
        return `Careful: this is the finished card of ${doubt.node}, written ${when(doubt.writtenAt)}.`;
      case 'written-before':
        return `This card was written for ${doubt.node}, ${when(doubt.writtenAt)}.`;
      case 'other-cluster':
        return `This is the card of ${doubt.node} in another cluster, “${doubt.cluster}”, written ${when(doubt.writtenAt)}.`;
      case 'unreadable':
        return `What is on it could not be read, so it may be a finished card. ${doubt.error.title}`;
      case 'needs-confirmation':
        return 'This drive is not plainly a card.';
    }
  },
  labels: {
    make: 'Make labels to print',
    made: (path: string) => `The labels are in ${path}: open it in a browser and print it.`,
    download: 'Download',
    show: 'Show in folder',
  },
  say: {
    insert: (node: string) => `Insert the card for ${node}.`,
    asking: (node: string) => `A card was put in for ${node}. It waits for you.`,
    refused: (title: string, why: string) => `${title} cannot be used. ${why}`,
    done: (node: string) => `The card for ${node} is done.`,
    failed: (node: string) => `The card for ${node} failed.`,
    finished: 'Every card is done.',
  },
} as const;

/** A card may say anything where a time should be. */
const when = (written: string): string => (Number.isNaN(Date.parse(written)) ? 'at an unknown time' : dateTime(written));
