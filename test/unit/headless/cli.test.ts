import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { home, jsonLines, slipway, type Ended } from '../../fakes/built.ts';
import { sampleKey } from '../../fakes/cluster-plan.ts';

let work = '';
let project = '';
const run = (...args: readonly string[]): Promise<Ended> => slipway(join(work, 'data'), ...args);

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
  project = join(work, 'lab');
  await writeFile(join(work, 'key.pub'), `${sampleKey}\r\n`);
  const made = await run('new', project, '--practice', '--nodes', 'pi[1-2]', '--key', join(work, 'key.pub'));
  expect(made).toMatchObject({ code: 0 });
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Flips bits in the superblock of the root file system, the card's second partition. */
async function damageRoot(card: string): Promise<void> {
  const file = await open(card, 'r+');
  const sector = Buffer.alloc(512);
  await file.read(sector, 0, 512, 0);
  const superblock = sector.readUInt32LE(446 + 16 + 8) * 512 + 1024;
  await file.read(sector, 0, 1, superblock + 120);
  await file.write(Buffer.of((sector[0] ?? 0) ^ 0x55), 0, 1, superblock + 120);
  await file.close();
}

describe('slipway', () => {
  it('says what it can do, how it ends, and its version', async () => {
    expect((await run('--help')).stdout).toContain('Exit: 0 done, 1 failed, 2 bad input, 3 refused for safety, 130 cancelled.');
    const { version } = JSON.parse(await readFile(`${home}package.json`, 'utf8')) as { version: string };
    expect((await run('--version')).stdout.trim()).toBe(version);
  });

  it.each([
    ['an unknown command', ['fly']],
    ['an unknown option', ['check', '.', '--fast']],
    ['a missing folder argument', ['check']],
    ['a key file that is not there', ['new', '/tmp/never-made', '--key', '/nowhere/key.pub']],
  ])('ends with 2 and one clear error at %s', async (_what, args) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/\[cli\/usage\]\n→ /);
  });

  it('never shows a stack', async () => {
    const { stderr } = await run('check', join(work, 'nowhere'));
    expect(stderr).toContain('[project/not-found]');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('slipway new', () => {
  it('takes a key file with Windows line ends and leaves the plan without findings', async () => {
    expect(await run('check', project)).toMatchObject({ code: 0 });
    expect(await readFile(join(project, 'cluster.yaml'), 'utf8')).not.toContain('\r');
  });

  it('does not touch a folder that holds a project already', async () => {
    const before = await readFile(join(project, 'cluster.yaml'), 'utf8');
    const ended = await run('new', project, '--json');
    expect(ended.code).toBe(2);
    expect(jsonLines(ended).at(-1)).toMatchObject({ type: 'error', code: 'project/exists' });
    expect(await readFile(join(project, 'cluster.yaml'), 'utf8')).toBe(before);
  });
});

describe('slipway check', () => {
  it('lists every finding with its line and ends with 2 when one is an error', async () => {
    const dir = join(work, 'wrong');
    await mkdir(dir);
    const nodes = 'nodes:\n  - { name: Pi_1, role: worker }\n  - { name: pi2, role: worker, adress: 10.0.0.1/24 }\n';
    await writeFile(join(dir, 'cluster.yaml'), `apiVersion: slipway/v1\nkind: Cluster\nname: lab\n${nodes}`);
    const ended = await run('check', dir, '--json');
    expect(ended.code).toBe(2);
    const findings = jsonLines(ended).filter((line) => line['type'] === 'finding');
    expect(findings.length).toBeGreaterThan(2);
    expect(findings.every((finding) => typeof finding['message'] === 'string')).toBe(true);
  });
});

describe('slipway write', () => {
  it('writes every card of the plan, says so in JSON lines, and leaves a journal without secrets', async () => {
    const out = join(work, 'cards');
    const ended = await run('write', project, '--all', '--to-dir', out, '--json');
    expect(ended.code).toBe(0);
    const cards = jsonLines(ended).filter((line) => line['type'] === 'card');
    expect(cards.map((card) => (card['state'] as { kind: string }).kind)).toEqual(['done', 'done']);
    expect((await readdir(out)).sort()).toEqual(['pi1.img', 'pi2.img']);
    const journal = await readFile(join(project, 'journal.jsonl'), 'utf8');
    expect(journal).toContain('card-done');
    expect(journal).not.toContain('PRIVATE KEY');
  });

  it('goes on with a batch that was broken off: what is finished stays, anything else is written', async () => {
    const out = join(work, 'resumed');
    const write = async (...more: readonly string[]) =>
      jsonLines(await run('write', project, '--all', '--to-dir', out, '--json', ...more));
    const nodesOf = (lines: Awaited<ReturnType<typeof write>>, type: string) =>
      lines.filter((line) => line['type'] === type).map((line) => line['node']);
    expect(nodesOf(await write(), 'card')).toEqual(['pi1', 'pi2']);
    expect(nodesOf(await write(), 'card-kept')).toEqual(['pi1', 'pi2']);

    await damageRoot(join(out, 'pi2.img'));
    const mended = await write('--yes');
    expect(nodesOf(mended, 'card-kept')).toEqual(['pi1']);
    expect(nodesOf(mended, 'card')).toEqual(['pi2']);

    await rename(join(out, 'pi1.img'), join(out, 'pi2.img'));
    expect(nodesOf(await write('--yes'), 'card')).toEqual(['pi1', 'pi2']);
    expect(nodesOf(await write('--yes', '--again'), 'card')).toEqual(['pi1', 'pi2']);
  });

  it('gives each card the host key of its node and nobody else’s', async () => {
    const [one, two] = await Promise.all(
      ['pi1', 'pi2'].map((node) => readFile(join(project, 'keys', `${node}_ed25519.pub`), 'utf8')),
    );
    expect(one).not.toBe(two);
    await run('files', project, 'pi1', '--out', join(work, 'files'));
    const userData = await readFile(join(work, 'files', 'user-data'), 'utf8');
    expect(userData).toContain(one?.split(' ')[1]);
    expect(userData).not.toContain(two?.split(' ')[1]);
    expect((await stat(join(work, 'files', 'user-data'))).mode & 0o077).toBe(0);
  });

  it('does not replace a card file without being told to', async () => {
    const file = join(work, 'precious.img');
    await writeFile(file, 'precious');
    const ended = await run('write', project, 'pi1', '--to', file);
    expect(ended.code).toBe(3);
    expect(await readFile(file, 'utf8')).toBe('precious');
    expect(await run('write', project, 'pi1', '--to', file, '--yes')).toMatchObject({ code: 0 });
  });

  it.each([
    ['a node that the plan does not have', ['pi9', '--to', 'x.img'], 'plan/unknown-node'],
    ['a drive that is not there', ['pi1', '--to', '/dev/nonexistent'], 'drive/not-found'],
    ['no target at all', ['pi1'], 'cli/usage'],
  ])('refuses %s', async (_what, args, error) => {
    const ended = await run('write', project, ...args, '--json');
    expect(ended.code).toBe(2);
    expect(jsonLines(ended).at(-1)).toMatchObject({ type: 'error', code: error });
  });

  it('never writes to the disk that this computer runs from, whatever is confirmed', async () => {
    const drives = jsonLines(await run('drives', '--json'));
    const system = drives.find((drive) => JSON.stringify(drive['verdict']).includes('"refused"'));
    if (system === undefined) return;
    const { path } = system['identity'] as { path: string };
    const ended = await run('write', project, 'pi1', '--to', path, '--yes', '--confirm', path, '--json');
    expect(ended.code).toBe(3);
    expect(jsonLines(ended).at(-1)).toMatchObject({ type: 'error', code: 'drive/refused' });
  });
});

describe('slipway plan', () => {
  it('shows what each card would get with every secret masked', async () => {
    const { code, stdout } = await run('plan', project, '--content');
    expect(code).toBe(0);
    expect(stdout).toContain('hostname: pi1');
    expect(stdout).toContain('••••••');
    expect(stdout).not.toContain('PRIVATE KEY-----\n          │ b3B');
  });

  it('is no failure when an image is not fetched yet', async () => {
    const dir = join(work, 'later');
    await run('new', dir, '--nodes', 'pi1', '--image', 'hypriotos-1.12.3', '--key', join(work, 'key.pub'));
    const ended = await run('plan', dir, '--json');
    expect(ended.code).toBe(0);
    expect(jsonLines(ended)[0]).toMatchObject({ node: 'pi1', error: { code: 'image/not-stored' } });
  });
});
