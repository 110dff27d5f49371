/**
 * A second process on a project, for tests that race or kill it: `project-child.ts MODE DIR`.
 * Every line it prints is an acknowledgement: what it names is done.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toSlipwayError } from '../../electron/contract/errors.ts';
import { readPlanText, savePlanText } from '../../electron/engine/project/folder.ts';
import { appendJournal } from '../../electron/engine/project/journal.ts';
import { acquireProjectLock, withShortLock } from '../../electron/engine/project/lock.ts';
import { writeSecrets } from '../../electron/engine/project/secrets.ts';

const [mode = '', dir = ''] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Saves, sets secrets and writes the journal for ever. */
async function busy(): Promise<void> {
  let { revision } = await readPlanText(dir);
  for (let count = 1; ; count += 1) {
    const text = `name: n${count}\n${`# ${count}\n`.repeat(count % 2 === 0 ? 20_000 : 10)}`;
    revision = await savePlanText({ dir, revision, text });
    await writeSecrets(dir, { wifiKey: `wifi key ${count}` });
    const card = { node: `pi${count}`, imageId: 'x'.repeat(2000), target: { kind: 'file', path: '/x' } } as const;
    await appendJournal(dir, { type: 'card-started', at: new Date().toISOString(), ...card });
    say(String(count));
  }
}

/** Adds one to a number in a file, again and again; without the lock, updates are lost. */
async function count(): Promise<void> {
  const path = join(dir, 'number');
  for (let round = 0; round < 15; round += 1) {
    await withShortLock(join(dir, '.number.lock'), async () => {
      const value = Number(await readFile(path, 'utf8'));
      await writeFile(path, String(value + 1));
    });
  }
  say('counted');
}

/** Takes the project lock when told to, and keeps it until it is killed. */
async function hold(): Promise<void> {
  say('ready');
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('data', resolve));
  try {
    await acquireProjectLock(dir, { purpose: 'writing cards' });
    say('taken');
  } catch (error) {
    say(toSlipwayError(error).code);
  }
}

const modes: Readonly<Record<string, () => Promise<void>>> = { busy, count, hold };
await modes[mode]?.();
