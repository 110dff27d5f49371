import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CardReport } from '../../../../electron/contract/card.ts';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import type { CardJob } from '../../../../electron/contract/writer-protocol.ts';
import { startWriter, type CardMessage, type WholeJob } from '../../../../electron/engine/cards/writer-client.ts';
import type { WriterExit } from '../../../../electron/engine/cards/writer-process.ts';

const report: CardReport = { bytesWritten: 1, bytesVerified: 1, ranges: 1, files: [], seconds: 1, readBack: 'direct' };
const mapOfNothing = { imageSize: 1, blockSize: 1, mappedBytes: 0, origin: 'whole' } as const;
const job = (id: string): CardJob => ({
  id,
  target: { kind: 'file', path: `/${id}.img` },
  image: { path: '/image', map: { ...mapOfNothing, ranges: [] } },
  files: [],
});

/** A writer whose words the test puts into its mouth; it ends when stdin does, or at `end`. */
function puppet(ids: readonly string[]) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const heard: string[] = [];
  let resolveExit = (_exit: WriterExit): void => undefined;
  const exited = new Promise<WriterExit>((resolve) => {
    resolveExit = resolve;
  });
  const end = (exit: WriterExit): void => {
    stdout.end();
    resolveExit(exit);
  };
  stdin.on('data', (chunk: Buffer) => heard.push(...chunk.toString().trim().split('\n')));
  stdin.on('end', () => end({ kind: 'exited', code: 1 }));
  const messages: CardMessage[] = [];
  const process = { stdin, stdout, stderr: new PassThrough(), kill: () => end({ kind: 'exited', code: null }), exited };
  const session = startWriter({ process, jobs: ids.map(job), onMessage: (message) => messages.push(message) });
  return {
    session,
    stdin,
    stdout,
    end,
    messages,
    heard,
    says: (...lines: readonly (object | string)[]) =>
      void stdout.write(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')),
  };
}

const ready = { type: 'ready', version: 1 };
const whole: WholeJob = { ...job('a'), image: { path: '/stored', map: { ...mapOfNothing, ranges: [] } }, bootPartition: 1 };
const ok: WriterExit = { kind: 'exited', code: 0 };

describe('the engine’s side of a writer', () => {
  it('gives its cards after ready, passes on what is said, and ends without error', async () => {
    const writer = puppet(['a']);
    writer.says(ready, { type: 'done', id: 'a', report });
    await expect.poll(() => writer.messages).toEqual([{ type: 'done', id: 'a', report }]);
    writer.end(ok);
    expect(await writer.session.ended).toBeUndefined();
    expect(JSON.parse(writer.heard[0] ?? '')).toEqual({ type: 'start', version: 1, cards: [job('a')] });
  });

  it('starts a card with its whole image when that came before the writer was ready', async () => {
    const writer = puppet(['a']);
    writer.session.arrive(whole);
    writer.says(ready);
    await expect.poll(() => writer.heard.length).toBe(1);
    expect(JSON.parse(writer.heard[0] ?? '')).toEqual({ type: 'start', version: 1, cards: [whole] });
  });

  it('says what has arrived of a card that is under way, and nothing of one that has ended', async () => {
    const writer = puppet(['a', 'b']);
    writer.says(ready, { type: 'done', id: 'b', report });
    await expect.poll(() => writer.messages.length).toBe(1);
    writer.session.arrive(whole);
    writer.session.arrive({ ...whole, id: 'b' });
    await expect.poll(() => writer.heard.length).toBe(2);
    const { map } = whole.image;
    expect(JSON.parse(writer.heard[1] ?? '')).toEqual({
      type: 'arrived',
      id: 'a',
      path: '/stored',
      map,
      bootPartition: 1,
      files: [],
    });
  });

  it('leaves a writer behind that does not exit when its cards have ended, not even when it is killed', async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    let kills = 0;
    const kill = (): void => void (kills += 1);
    const process = { stdin, stdout, stderr: new PassThrough(), kill, exited: new Promise<WriterExit>(() => undefined) };
    const session = startWriter({ process, jobs: [job('a')], onMessage: () => undefined, patience: 1 });
    for (const message of [ready, { type: 'done', id: 'a', report }]) stdout.write(`${JSON.stringify(message)}\n`);
    expect(await session.ended).toBeUndefined();
    expect(kills).toBe(1);
  });

  it.each<[string, readonly (object | string)[]]>([
    ['says something that is no message', [ready, 'Segmentation fault']],
    ['speaks before ready', [{ type: 'done', id: 'a', report }]],
    ['says ready twice', [ready, ready]],
    ['has another version', [{ type: 'ready', version: 2 }]],
    ['speaks of a card that is not its own', [ready, { type: 'cancelled', id: 'z', phase: 'writing' }]],
    ['ends a card twice', [ready, { type: 'done', id: 'a', report }, { type: 'done', id: 'a', report }]],
    [
      'has an error that is not in the table',
      [ready, { type: 'failed', id: 'a', phase: 'writing', error: { code: 'oops', title: '', detail: '', fix: '' } }],
    ],
    [
      'has an error that only JavaScript knows',
      [ready, { type: 'failed', id: 'a', phase: 'writing', error: { code: 'toString', title: '', detail: '', fix: '' } }],
    ],
  ])('stops a writer that %s', async (_what, lines) => {
    const writer = puppet(['a', 'b']);
    writer.says(...lines);
    expect(await writer.session.ended).toMatchObject({ code: 'writer/protocol' });
  });

  it.each<[WriterExit, string, string]>([
    [{ kind: 'exited', code: null }, 'writer/died', 'It was killed.'],
    [{ kind: 'exited', code: 134 }, 'writer/died', 'It ended with code 134.'],
    [{ kind: 'exited', code: 0 }, 'writer/died', 'It ended with code 0.'],
    [
      { kind: 'not-started', error: new SlipwayError('writer/needs-privilege', 'Refused.') },
      'writer/needs-privilege',
      'Refused.',
    ],
  ])('explains an end with cards open: %j', async (exit, code, detail) => {
    const writer = puppet(['a']);
    writer.says(ready);
    writer.end(exit);
    expect(await writer.session.ended).toMatchObject({ code, detail });
  });

  it('understands a file name that holds a line separator of Unicode', async () => {
    const writer = puppet(['a']);
    const error = { code: 'card/no-space', title: '', detail: '/cards/pi\u2028.img', fix: '' };
    writer.says(ready, { type: 'failed', id: 'a', phase: 'writing', error });
    writer.end(ok);
    expect(await writer.session.ended).toBeUndefined();
    expect(writer.messages).toMatchObject([{ error: { detail: '/cards/pi\u2028.img' } }]);
  });

  it('blames the end of a writer that was killed in the middle of a word, not the word', async () => {
    const writer = puppet(['a']);
    writer.says(ready);
    writer.stdout.write('{"type":"progress","id":"a","pha');
    writer.end({ kind: 'exited', code: null });
    expect(await writer.session.ended).toMatchObject({ code: 'writer/died' });
  });

  it('says nothing more to a writer that was told to end', async () => {
    const writer = puppet(['a']);
    writer.says(ready, 'Segmentation fault');
    await expect.poll(() => writer.stdin.writableEnded).toBe(true);
    writer.session.cancel('a');
    expect(await writer.session.ended).toMatchObject({ code: 'writer/protocol' });
  });

  it('sends a cancel for an open card, and none for one that has ended', async () => {
    const writer = puppet(['a', 'b']);
    writer.says(ready, { type: 'done', id: 'a', report });
    await expect.poll(() => writer.messages.length).toBe(1);
    writer.session.cancel('a');
    writer.session.cancel('b');
    await expect.poll(() => writer.heard.slice(1)).toEqual(['{"type":"cancel","id":"b"}']);
    writer.says({ type: 'cancelled', id: 'b', phase: 'writing' });
    await expect.poll(() => writer.messages.length).toBe(2);
    writer.end(ok);
    expect(await writer.session.ended).toBeUndefined();
  });

  it('never starts a card that was cancelled while a password was asked for', async () => {
    const writer = puppet(['a', 'b']);
    writer.session.cancel('a');
    expect(writer.messages).toEqual([{ type: 'cancelled', id: 'a', phase: 'preparing' }]);
    writer.says(ready);
    await expect.poll(() => writer.heard.length).toBe(1);
    expect(JSON.parse(writer.heard[0] ?? '')).toMatchObject({ cards: [{ id: 'b' }] });
    writer.says({ type: 'done', id: 'b', report });
    writer.end(ok);
    expect(await writer.session.ended).toBeUndefined();
  });

  it('lets a writer go whose cards were all cancelled before it was ready', async () => {
    const writer = puppet(['a']);
    writer.session.cancel('a');
    expect(await writer.session.ended).toBeUndefined();
    expect(writer.heard).toEqual([]);
  });
});
