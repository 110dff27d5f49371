import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createProjectFolder, readPlanText, savePlanText } from '../../../../electron/engine/project/folder.ts';
import { appendJournal, readJournal } from '../../../../electron/engine/project/journal.ts';
import { readSecrets, writeSecrets } from '../../../../electron/engine/project/secrets.ts';
import { runChild } from '../../../fakes/run-child.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

/** Lets a busy child acknowledge some rounds, kills it somewhere in the next one; gives the last round acknowledged. */
async function killMidway(dir: string): Promise<number> {
  const child = runChild('project-child.ts', ['busy', dir]);
  let acknowledged = 0;
  for (let rounds = randomInt(1, 6); rounds > 0; rounds -= 1) acknowledged = Number(await child.nextLine());
  // Somewhere in the next round, which takes a few milliseconds of writing.
  for (let turns = randomInt(0, 400); turns > 0; turns -= 1) await new Promise(setImmediate);
  await child.kill();
  return acknowledged;
}

describe('a project whose Slipway is killed (kill -9) while it writes', () => {
  it.each([1, 2, 3, 4, 5, 6])('opens again, whole, with everything that was acknowledged (%i)', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'name: n0\n# 0\n' });
    const acknowledged = await killMidway(dir);

    const { text, revision } = await readPlanText(dir);
    const saved = Number(/^name: n(\d+)$/m.exec(text)?.[1]);
    expect(saved).toBeGreaterThanOrEqual(acknowledged);
    expect(text).toBe(`name: n${saved}\n${`# ${saved}\n`.repeat(saved % 2 === 0 ? 20_000 : 10)}`);

    const kept = Number(/^wifi key (\d+)$/.exec((await readSecrets(dir)).wifiKey ?? '')?.[1]);
    expect(kept).toBeGreaterThanOrEqual(acknowledged);

    const nodes = (await readJournal(dir)).map(({ node }) => node);
    expect(nodes.slice(0, acknowledged)).toEqual(Array.from({ length: acknowledged }, (_, index) => `pi${index + 1}`));

    await savePlanText({ dir, revision, text: 'name: after\n' });
    await writeSecrets(dir, { wifiKey: 'after the crash' });
    const target = { kind: 'file', path: '/x' } as const;
    await appendJournal(dir, { type: 'card-started', at: new Date().toISOString(), node: 'after', imageId: 'x', target });
    expect((await readPlanText(dir)).text).toBe('name: after\n');
    expect((await readJournal(dir)).at(-1)).toMatchObject({ node: 'after' });
  });
});
