import { randomUUID } from 'node:crypto';
import type { Question, QuestionAnswer, QuestionService, QuestionsSnapshot, QuestionSubject } from '../../contract/questions.ts';
import { createFeed } from '../cards/feed.ts';

export interface QuestionRoom {
  readonly service: QuestionService;
  /**
   * Asks until an answer opens what it is for, three times at most; false when nobody watches, answers, or knows it. Who
   * asks while the same is being asked shares the end of that. Errors: those of `opens`.
   */
  ask(subject: QuestionSubject, opens: (answer: string) => Promise<boolean>): Promise<boolean>;
  /** The password that opened sudo on a node, or was given for all nodes of its project. */
  sudoPassword(place: { readonly dir: string; readonly node: string }): string | undefined;
  /** Declines what is asked. */
  close(): void;
}

/** As many as ssh and sudo ask for. */
const mostTries = 3;

interface Entry extends Question {
  readonly settle: (answer: QuestionAnswer | undefined) => void;
}

export function createQuestions(): QuestionRoom {
  const board = createBoard();
  const dialogues = new Map<string, Promise<boolean>>();
  const passwords = createPasswords();
  const talk = async (subject: QuestionSubject, opens: (answer: string) => Promise<boolean>): Promise<boolean> => {
    for (let wrong = 0; wrong < mostTries; wrong += 1) {
      const answer = await board.ask(subject, wrong);
      if (answer === undefined) return false;
      if (!(await opens(answer.text))) continue;
      passwords.keep(subject, answer);
      return true;
    }
    board.giveUp(subject, mostTries);
    return false;
  };
  return {
    service: board.service,
    ask: (subject, opens) => {
      const key = keyOf(subject);
      const running = dialogues.get(key);
      if (running !== undefined) return running;
      if (!board.isAskable(subject)) return Promise.resolve(false);
      const dialogue = talk(subject, opens).finally(() => dialogues.delete(key));
      dialogues.set(key, dialogue);
      return dialogue;
    },
    sudoPassword: passwords.find,
    close: board.close,
  };
}

const keyOf = (subject: QuestionSubject): string => JSON.stringify(subject);

/** The questions that are open or were declined, one for each subject. */
interface Board {
  readonly service: QuestionService;
  /** The answer; undefined when it is declined. */
  readonly ask: (subject: QuestionSubject, wrong: number) => Promise<QuestionAnswer | undefined>;
  readonly giveUp: (subject: QuestionSubject, wrong: number) => void;
  /** Somebody watches, and it was not declined. */
  readonly isAskable: (subject: QuestionSubject) => boolean;
  readonly close: () => void;
}

function createBoard(): Board {
  const entries = new Map<string, Entry>();
  let revision = 1;
  let watchers = 0;
  const snapshot = (): QuestionsSnapshot & { readonly finished: false } => ({
    finished: false,
    revision,
    questions: [...entries.values()].map(({ settle: _, ...question }) => question),
  });
  const feed = createFeed(snapshot, () => performance.now());
  const change = (key: string, entry: Entry | undefined): void => {
    if (entry === undefined) entries.delete(key);
    else entries.set(key, entry);
    revision += 1;
    feed.changed('now');
  };
  const decline = (key: string, entry: Entry): void => {
    change(key, { ...entry, state: 'declined', settle: () => undefined });
    entry.settle(undefined);
  };
  const withId = (id: string, state: Question['state'], act: (key: string, entry: Entry) => void): Promise<void> => {
    for (const [key, entry] of entries) if (entry.id === id && entry.state === state) act(key, entry);
    return Promise.resolve();
  };
  const service: QuestionService = {
    async *watch(signal) {
      watchers += 1;
      try {
        for await (const { finished: _, ...shown } of feed.watch(signal)) yield shown;
      } finally {
        watchers -= 1;
      }
    },
    answer: (input) =>
      withId(input.id, 'asked', (key, entry) => {
        change(key, undefined);
        entry.settle(input);
      }),
    decline: ({ id }) => withId(id, 'asked', decline),
    reopen: ({ id }) => withId(id, 'declined', (key) => change(key, undefined)),
  };
  return {
    service,
    ask: (subject, wrong) =>
      new Promise((settle) => change(keyOf(subject), { id: randomUUID(), subject, state: 'asked', wrong, settle })),
    giveUp: (subject, wrong) =>
      change(keyOf(subject), { id: randomUUID(), subject, state: 'declined', wrong, settle: () => undefined }),
    isAskable: (subject) => watchers > 0 && !entries.has(keyOf(subject)),
    close: () => {
      for (const [key, entry] of entries) if (entry.state === 'asked') decline(key, entry);
    },
  };
}

interface Passwords {
  readonly keep: (subject: QuestionSubject, answer: QuestionAnswer) => void;
  readonly find: QuestionRoom['sudoPassword'];
}

/** Passwords that were right, by project and node. A passphrase is not kept: the key that it opened is. */
function createPasswords(): Passwords {
  const known = new Map<string, string>();
  const placeOf = (dir: string, node?: string): string => JSON.stringify([dir, node]);
  return {
    keep: (subject, { text, everywhere }) => {
      if (subject.kind !== 'sudo-password') return;
      known.set(placeOf(subject.dir, subject.node), text);
      if (everywhere) known.set(placeOf(subject.dir), text);
    },
    find: ({ dir, node }) => known.get(placeOf(dir, node)) ?? known.get(placeOf(dir)),
  };
}
