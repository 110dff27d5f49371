import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRunId, listRuns, newRunId, openRunJournal, readRunJournal } from '../../../../electron/engine/project/run-journal.ts';
import { openStepLogs, readStepLog } from '../../../../electron/engine/project/step-logs.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const id = newRunId(new Date('2026-11-24T08:00:00.123Z'));
const fault = (thrown: unknown): never => {
  throw thrown;
};

describe('the journal of a run', () => {
  it('is named by its time', () => {
    expect(id).toMatch(/^20261124T080000Z-[0-9a-f]{6}$/);
    expect(isRunId('../../etc/passwd')).toBe(false);
  });

  it('gives back what was added, in order', async () => {
    const dir = tempFolder();
    const journal = await openRunJournal(dir, id);
    const events = Array.from({ length: 300 }, (_, number) => ({ number }));
    events.forEach(journal.append);
    await journal.close();
    expect(await readRunJournal(dir, id)).toEqual(events);
    expect(await listRuns(dir)).toEqual([id]);
  });

  it('survives a torn last line, and what is added after it', async () => {
    const dir = tempFolder();
    const first = await openRunJournal(dir, id);
    first.append({ number: 1 });
    await first.close();
    appendFileSync(join(dir, 'runs', `${id}.jsonl`), '{"number":');
    const second = await openRunJournal(dir, id);
    second.append({ number: 3 });
    await second.close();
    expect(await readRunJournal(dir, id)).toEqual([{ number: 1 }, { number: 3 }]);
  });

  it('is empty where there is none', async () => {
    expect(await readRunJournal(tempFolder(), id)).toEqual([]);
    expect(await listRuns(tempFolder())).toEqual([]);
  });
});

describe('the log of a step', () => {
  it('is read from an offset on, never half a character', async () => {
    const dir = tempFolder();
    const logs = openStepLogs(dir, id, fault);
    logs.append('host/swap@pi1', 'first\n');
    logs.append('host/swap@pi1', `${'ä'.repeat(40_000)}\n`);
    await logs.settled();
    expect(logs.size('host/swap@pi1')).toBe(80_007);
    let [text, offset] = ['', 0];
    for (let part = await readStepLog(dir, { runId: id, step: 'host/swap@pi1', offset }); part.text !== '';) {
      text += part.text;
      offset = part.next;
      part = await readStepLog(dir, { runId: id, step: 'host/swap@pi1', offset });
    }
    expect(text).toBe(`first\n${'ä'.repeat(40_000)}\n`);
  });

  it('is empty while there is none', async () => {
    expect(await readStepLog(tempFolder(), { runId: id, step: 'a', offset: 5 })).toEqual({ text: '', next: 0, size: 0 });
  });

  it('ends with a word about it when it is full', async () => {
    const dir = tempFolder();
    const logs = openStepLogs(dir, id, fault);
    for (let part = 0; part < 10; part += 1) logs.append('a', 'x'.repeat(500_000));
    await logs.settled();
    const text = readFileSync(join(dir, 'logs', id, 'a.log'), 'utf8');
    expect(text.length).toBeLessThan(5_000_000);
    expect(text.endsWith('The log is full: what follows is not kept.\n')).toBe(true);
  });
});
