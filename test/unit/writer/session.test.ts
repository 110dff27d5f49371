import { describe, expect, it } from 'vitest';
import type { CardReport } from '../../../electron/contract/card.ts';
import { SlipwayError } from '../../../electron/contract/errors.ts';
import type { CardJob, FromWriter, ToWriter } from '../../../electron/contract/writer-protocol.ts';
import { runSession, type SessionEdge } from '../../../electron/writer/session.ts';

const report: CardReport = { bytesWritten: 1, bytesVerified: 1, ranges: 1, files: [], seconds: 1, readBack: 'direct' };

const job = (id: string): CardJob => ({
  id,
  target: { kind: 'file', path: `/cards/${id}.img` },
  image: { path: '/image', map: { imageSize: 1, blockSize: 1, mappedBytes: 0, origin: 'whole', ranges: [] } },
  files: [],
});

const map = { imageSize: 1, blockSize: 1, mappedBytes: 0, origin: 'whole', ranges: [] } as const;
const growing = (id: string): ToWriter => ({
  type: 'start',
  version: 1,
  cards: [{ ...job(id), image: { path: '/growing', outline: { imageSize: 1, mappedBytes: 0, ranges: [] } } }],
});
const arrived = (id: string): ToWriter => ({ type: 'arrived', id, path: '/image', map: { ...map, ranges: [] }, files: [] });

const start = (...ids: readonly string[]): ToWriter => ({ type: 'start', version: 1, cards: ids.map(job) });

/** The engine's side: what is said with `say` arrives, until `hangUp`. */
function engine(runCard: SessionEdge['runCard']) {
  const sent: FromWriter[] = [];
  const queue: (ToWriter | 'end')[] = [];
  let wake = (): void => undefined;
  const put = (message: ToWriter | 'end'): void => {
    queue.push(message);
    wake();
  };
  async function* messages(): AsyncGenerator<ToWriter> {
    for (;;) {
      const next = queue.shift();
      if (next === 'end') return;
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  const session = runSession({
    messages: messages(),
    send: (message) => sent.push(message),
    runCard,
    now: () => performance.now(),
  });
  const saidOf = (id: string): string[] =>
    sent.flatMap((message) => ('id' in message && message.id === id ? [message.type] : []));
  return { session, sent, say: put, hangUp: () => put('end'), saidOf };
}

const untilAborted: SessionEdge['runCard'] = (_job, { signal, tracker }) =>
  new Promise((_resolve, reject) => {
    tracker.enter('writing', 10);
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });

const never: SessionEdge['runCard'] = () => new Promise(() => undefined);

describe('a writer session', () => {
  it('says ready, runs every card, and ends when all have ended', async () => {
    const { session, sent, say } = engine(() => Promise.resolve(report));
    say(start('a', 'b'));
    await session;
    expect(sent).toEqual([
      { type: 'ready', version: 1 },
      { type: 'done', id: 'a', report },
      { type: 'done', id: 'b', report },
    ]);
  });

  it('lets one card fail without touching the others', async () => {
    const { session, say, saidOf } = engine(({ id }) =>
      id === 'bad' ? Promise.reject(new SlipwayError('card/removed')) : Promise.resolve(report),
    );
    say(start('bad', 'good'));
    await session;
    expect([saidOf('bad'), saidOf('good')]).toEqual([['failed'], ['done']]);
  });

  it('cancels one card while the others go on', async () => {
    let finishOther = (_report: CardReport): void => undefined;
    const { session, say, saidOf } = engine((card, context) =>
      card.id === 'a'
        ? untilAborted(card, context)
        : new Promise((resolve) => {
            finishOther = resolve;
          }),
    );
    say(start('a', 'b'));
    say({ type: 'cancel', id: 'a' });
    await expect.poll(() => saidOf('a')).toContain('cancelled');
    expect(saidOf('b')).toEqual([]);
    finishOther(report);
    await session;
    expect(saidOf('b')).toEqual(['done']);
  });

  it('reports a card as cancelled in the phase it was in, even when its reader hangs', async () => {
    const { session, say, sent } = engine((card, context) => {
      context.tracker.enter('verifying', 10);
      return never(card, context);
    });
    say(start('a'));
    say({ type: 'cancel', id: 'a' });
    await session;
    expect(sent.at(-1)).toEqual({ type: 'cancelled', id: 'a', phase: 'verifying' });
  });

  it('tells a card when its image is whole', async () => {
    const { session, say, saidOf } = engine(async (_card, context) => {
      const { path } = await context.arrived;
      return { ...report, files: [{ path, bytes: 0, sha256: '' }] };
    });
    say(growing('a'));
    say(arrived('a'));
    await session;
    expect(saidOf('a')).toEqual(['done']);
  });

  it.each<[string, readonly ToWriter[]]>([
    ['an image that arrives twice', [growing('a'), arrived('a'), arrived('a')]],
    ['an image that arrives for a card that has one', [start('a'), arrived('a')]],
    ['an image for a card that it does not have', [growing('a'), arrived('b')]],
    ['an image that arrives early', [arrived('a')]],
    ['an early cancel', [{ type: 'cancel', id: 'a' }]],
    ['a second start', [start('a'), start('b')]],
    ['a cancel of a card that it does not have', [start('a'), { type: 'cancel', id: 'b' }]],
    ['two cards of one id', [start('a', 'a')]],
  ])('ends at %s, with every card stopped and none started anew', async (_what, said) => {
    const { session, say, saidOf } = engine(untilAborted);
    for (const message of said) say(message);
    await expect(session).rejects.toMatchObject({ code: 'writer/protocol' });
    expect(saidOf('b')).toEqual([]);
    expect(['cancelled', undefined]).toContain(saidOf('a').at(-1));
  });

  it('stops every card when the engine goes away', async () => {
    const { session, say, saidOf, hangUp } = engine(untilAborted);
    say(start('a', 'b'));
    hangUp();
    await expect(session).rejects.toMatchObject({ code: 'engine/cancelled' });
    expect([saidOf('a').at(-1), saidOf('b').at(-1)]).toEqual(['cancelled', 'cancelled']);
  });

  it('does nothing when the engine goes away before it says anything', async () => {
    const { session, hangUp } = engine(untilAborted);
    hangUp();
    await expect(session).rejects.toMatchObject({ code: 'engine/cancelled' });
  });
});
