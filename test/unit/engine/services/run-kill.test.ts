import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../../../electron/engine/project/run-journal.ts';
import { createProjectFolder } from '../../../../electron/engine/project/folder.ts';
import { runChild, type Child } from '../../../fakes/run-child.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

/** Lines of the child up to the one where it is killed; all where it ends before. */
async function linesUntil(child: Child, most: number): Promise<readonly string[]> {
  const lines: string[] = [];
  while (lines.length < most) {
    const line = await child.nextLine();
    if (line === undefined) break;
    lines.push(line);
  }
  return lines;
}

describe('a Slipway that is killed in the middle of a run', () => {
  it('goes on with the same run when it is started again, wherever it was killed, and does nothing twice', async () => {
    for (const moment of [2, 6, 10, 14, 19, 24]) {
      const [dir, nodeDir] = [tempFolder(), tempFolder()];
      await createProjectFolder({ dir, text: 'name: lab\n' });
      mkdirSync(join(nodeDir, 'var'));
      const first = runChild('runbook-child.ts', [dir, nodeDir]);
      await linesUntil(first, moment);
      await first.kill();
      const second = runChild('runbook-child.ts', [dir, nodeDir]);
      const lines = await linesUntil(second, Infinity);
      expect(lines.at(-1), `killed at line ${moment}`).toBe('ended done');
      const acts = readFileSync(join(nodeDir, 'acts'), 'utf8').trim().split('\n');
      expect([...acts].sort(), `killed at line ${moment}`).toEqual(['a', 'b', 'b ended', 'c', 'c ended', 'd']);
      expect(acts.at(-1), `killed at line ${moment}`).toBe('d');
      expect(await listRuns(dir)).toHaveLength(1);
    }
  }, 240_000);
});
