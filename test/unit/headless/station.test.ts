import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { home, slipway } from '../../fakes/built.ts';
import { addEmptyZram, canZram, needsZram, type Zram } from '../../fakes/zram.ts';

interface Line {
  readonly type: string;
  readonly nodes?: readonly { readonly node: string; readonly state: string; readonly doneBefore: boolean }[];
  /** From 2 on, the drives were seen once. */
  readonly revision?: number;
}

let work = '';
let project = '';
const cards: Zram[] = [];

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'slipway-station-'));
  project = join(work, 'lab');
  expect(await slipway(join(work, 'data'), 'new', project, '--practice', '--nodes', 'pi[1-2]')).toMatchObject({ code: 0 });
});
afterAll(async () => {
  for (const card of cards) await card.remove();
  await rm(work, { recursive: true, force: true });
});

/**
 * Runs `slipway station` until `isEnough`, then stops it by Ctrl+C, or lets it end; returns the last line. Other tests' RAM
 * disks come and go meanwhile: with nobody to ask, the station puts them aside.
 */
async function station(
  confirm: string,
  told: (line: Line) => 'go on' | 'stop',
): Promise<{ readonly line: Line; readonly code: unknown }> {
  const words = ['station', project, '--parallel', '--auto', '--json', '--confirm', confirm, '--data-dir', join(work, 'data')];
  const child = spawn(process.execPath, [join(home, 'dist/headless/cli.js'), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let line: Line = { type: '' };
  for await (const text of createInterface({ input: child.stdout })) {
    const next = JSON.parse(text) as Line;
    if (next.type !== 'station' && next.type !== 'station-ended') continue;
    line = next;
    if (told(line) === 'stop') break;
  }
  child.kill('SIGINT');
  return { line, code: (await exited)[0] };
}

const done = ({ nodes = [] }: Line): readonly string[] => nodes.flatMap(({ node, state }) => (state === 'done' ? [node] : []));

/** Puts the card in once the station has looked around, and waits until one more node is done. */
async function writeOne(before: number) {
  const reader = addEmptyZram();
  let isIn = false;
  return station(reader.path, (line) => {
    if (!isIn && (line.revision ?? 0) > 1) {
      isIn = true;
      cards.push(reader.insert(64 * 1024 * 1024));
    }
    return done(line).length > before ? 'stop' : 'go on';
  });
}

describe.skipIf(!canZram)(`slipway station${needsZram}`, () => {
  it('writes the card that is put in; begun anew, it keeps what is done and asks for the rest', { timeout: 60_000 }, async () => {
    const first = await writeOne(0);
    expect(first).toMatchObject({ code: 130 });
    const second = await writeOne(1);
    expect(done(second.line)).toEqual(['pi1', 'pi2']);
    expect(second.line.nodes?.filter(({ doneBefore }) => doneBefore).map(({ node }) => node)).toEqual(done(first.line));
    expect(second.code).toBe(0);
  });
});

describe('slipway labels', () => {
  it('keeps the sheet in the project, or where it is told', async () => {
    expect((await slipway(join(work, 'data'), 'labels', project)).stdout.trim()).toBe(join(project, 'labels.html'));
    const out = join(work, 'sheet.html');
    expect(await slipway(join(work, 'data'), 'labels', project, '--out', out)).toMatchObject({ code: 0, stdout: `${out}\n` });
    expect(await slipway(join(work, 'data'), 'labels', project, '--out', work)).toMatchObject({ code: 2 });
  });
});
