import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendJournal, readJournal, type CardEvent } from '../../../../electron/engine/project/journal.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const started = (node: string): CardEvent => ({
  type: 'card-started',
  at: '2026-11-21T08:30:00.000Z',
  node,
  imageId: 'hypriotos-1.12.3',
  target: { kind: 'file', path: '/tmp/pi.img' },
});
const done = (node: string): CardEvent => ({
  ...started(node),
  type: 'card-done',
  report: { bytesWritten: 1, bytesVerified: 1, ranges: 1, files: [], seconds: 1, readBack: 'direct' },
});
const failed = (node: string): CardEvent => ({
  ...started(node),
  type: 'card-failed',
  phase: 'writing',
  error: { code: 'card/removed', title: 't', detail: 'd', fix: 'f' },
});

describe('the journal', () => {
  it('is empty at first', async () => {
    expect(await readJournal(tempFolder())).toEqual([]);
  });

  it('gives back what was added, in order, one line each', async () => {
    const dir = tempFolder();
    const events = [
      started('pi1'),
      done('pi1'),
      failed('pi2'),
      { ...started('pi3'), type: 'card-cancelled', phase: 'verifying' } as const,
    ];
    for (const event of events) await appendJournal(dir, event);
    expect(await readJournal(dir)).toEqual(events);
    expect(readFileSync(join(dir, 'journal.jsonl'), 'utf8').split('\n')).toHaveLength(events.length + 1);
  });

  it('survives a last line torn at any place, and the event after it', async () => {
    const line = JSON.stringify(done('pi2'));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: line.length - 1 }), async (length) => {
        const dir = tempFolder();
        await appendJournal(dir, started('pi1'));
        appendFileSync(join(dir, 'journal.jsonl'), line.slice(0, length));
        expect(await readJournal(dir)).toEqual([started('pi1')]);
        await appendJournal(dir, started('pi3'));
        expect(await readJournal(dir)).toEqual([started('pi1'), started('pi3')]);
      }),
      { numRuns: 20 },
    );
  });

  it('passes over lines of other kinds and rubbish', async () => {
    const dir = tempFolder();
    const lines = [
      '',
      'null',
      '{"type":"from-the-future","at":"2030-01-01T00:00:00Z"}',
      '\u0000\u0000',
      JSON.stringify(done('pi1')),
    ];
    writeFileSync(join(dir, 'journal.jsonl'), lines.join('\n'));
    expect(await readJournal(dir)).toEqual([done('pi1')]);
  });

  it('keeps every event of writers at the same time', async () => {
    const dir = tempFolder();
    const names = Array.from({ length: 30 }, (_, index) => `pi${index}`);
    await Promise.all(names.map((name) => appendJournal(dir, started(name))));
    expect((await readJournal(dir)).map(({ node }) => node).sort()).toEqual(names.sort());
  });

  it('says that there is no project to write to', async () => {
    await expect(appendJournal(join(tempFolder(), 'gone'), started('pi1'))).rejects.toMatchObject({ code: 'project/not-found' });
  });
});
