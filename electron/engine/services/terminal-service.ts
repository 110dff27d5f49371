import { randomUUID } from 'node:crypto';
import { SlipwayError } from '../../contract/errors.ts';
import type { TerminalService } from '../../contract/terminal.ts';
import type { ShellSource } from './exec-service.ts';
import { openSession, type TerminalSession } from './terminal/session.ts';

interface TerminalLimits {
  /** Terminals at once. */
  readonly most: number;
  /** How long one that nobody watches goes on: a page that reloads is back in seconds. */
  readonly unwatchedMs: number;
}

export interface TerminalRoom {
  readonly service: TerminalService;
  /** Ends every terminal. */
  close(): void;
}

const defaultLimits: TerminalLimits = { most: 4, unwatchedMs: 60_000 };

export function createTerminalService(fleet: ShellSource, limits: TerminalLimits = defaultLimits): TerminalRoom {
  const sessions = new Map<string, TerminalSession>();
  let opening = 0;
  const sessionOf = (id: string): TerminalSession => {
    const session = sessions.get(id);
    if (session === undefined) throw new SlipwayError('ssh/terminal-ended');
    return session;
  };
  const use = (id: string, act: (session: TerminalSession) => void): Promise<void> =>
    Promise.resolve().then(() => {
      act(sessionOf(id));
    });
  const start = async ({ dir, node, rows, columns }: Parameters<TerminalService['open']>[0]): Promise<string> => {
    const shell = await fleet.shell(dir, node);
    const terminal = await shell.terminal({ rows, columns });
    const id = randomUUID();
    const countdown = createCountdown(limits.unwatchedMs, () => terminal.close());
    const forget = (): void => void sessions.delete(id);
    const session = openSession(terminal, {
      onWatchers: (count) => {
        if (count > 0) countdown.stop();
        else if (session.ended()) forget();
        else countdown.start();
      },
      // Its end and last words stay for those who watch, and a moment for a page that is away.
      onEnd: () => void setTimeout(forget, limits.unwatchedMs).unref(),
    });
    sessions.set(id, session);
    countdown.start();
    return id;
  };
  const service: TerminalService = {
    open: async (input) => {
      const live = [...sessions.values()].filter((session) => !session.ended()).length;
      if (live + opening >= limits.most) throw new SlipwayError('ssh/too-many-terminals', `${limits.most} are open.`);
      opening += 1;
      try {
        return { id: await start(input) };
      } finally {
        opening -= 1;
      }
    },
    write: ({ id, data }) => use(id, ({ terminal }) => terminal.write(data)),
    resize: ({ id, rows, columns }) => use(id, ({ terminal }) => terminal.resize({ rows, columns })),
    close: ({ id }) => Promise.resolve(sessions.get(id)?.terminal.close()),
    async *watch({ id, after = 0 }, signal) {
      yield* sessionOf(id).watch(after, signal);
    },
  };
  return {
    service,
    close: () => {
      for (const { terminal } of sessions.values()) terminal.close();
    },
  };
}

interface Countdown {
  start(): void;
  stop(): void;
}

function createCountdown(milliseconds: number, act: () => void): Countdown {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    stop,
    start: () => {
      stop();
      timer = setTimeout(act, milliseconds).unref();
    },
  };
}
