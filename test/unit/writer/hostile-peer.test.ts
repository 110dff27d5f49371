import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CardTarget } from '../../../electron/contract/card.ts';
import { maxLineBytes, type CardJob } from '../../../electron/contract/writer-protocol.ts';
import { attack, isEnd, isKept, job, outcome, scene, start, type Attack } from '../../fakes/hostile-peer.ts';
import { makeNoiseImage, sha256 } from '../../fakes/mapped-image.ts';
import { writerProgram } from '../../fakes/writer-program.ts';

const mib = 1024 * 1024;
const { nodePath, nodeArguments = [], entry } = writerProgram;

describe('a peer that names another place as a drive', () => {
  it('gets drive/not-found, whatever the place and however it is written', async () => {
    const { image, precious } = scene();
    const paths = [precious, `/dev/..${precious}`, `/${precious}`, `/dev/null\0${precious}`, basename(precious), ''];
    const places = [...paths, '/dev/mem', '/dev/tty', '/dev/null', '--sysroot=/'];
    const cards = places.map((path, index) => job(image, { kind: 'drive', drive: { path, size: 13 } }, String(index)));
    const { said } = await attack({ lines: [start(...cards)] });
    expect(places.map((path, index) => [path, outcome(said, String(index))])).toEqual(
      places.map((path) => [path, 'drive/not-found']),
    );
    isKept(precious);
  });
});

describe('a peer that names another place as a card file', () => {
  it('is refused, whatever the place and however it is written', async () => {
    const { folder, image, precious } = scene();
    const places = [
      ['card.img', 'drive/refused'],
      ['/dev/null', 'drive/refused'],
      [folder, 'drive/refused'],
      [`${folder}/card.img\0.txt`, 'card/write-failed'],
      [`${folder}/no/card.img`, 'card/no-folder'],
      [`${precious}/card.img`, 'card/write-failed'],
    ] as const;
    const cards = places.map(([path], index) => job(image, { kind: 'file', path }, String(index)));
    const { said } = await attack({ lines: [start(...cards)] });
    expect(places.map(([path], index) => [path, outcome(said, String(index))])).toEqual(places);
    isKept(precious);
  });

  it.each(['card.img', 'card.img.part'])('never writes through a link at %s', async (name) => {
    const { folder, image, precious } = scene();
    symlinkSync(precious, join(folder, name));
    await attack({ lines: [start(job(image, { kind: 'file', path: join(folder, 'card.img') }))] });
    isKept(precious);
  });

  it('never changes a file of two names in place', async () => {
    const { folder, image, precious } = scene();
    linkSync(precious, join(folder, 'card.img'));
    const { said } = await attack({ lines: [start(job(image, { kind: 'file', path: join(folder, 'card.img') }))] });
    expect(outcome(said)).toBe('done');
    isKept(precious);
  });

  it.each([
    ['pkexec', { env: { PKEXEC_UID: '1000' } }],
    ['sudo', { args: ['--drives-only'] }],
  ])('gets none at all from a writer that has its rights from %s', async (_by, how) => {
    const { folder, image } = scene();
    const { said, code } = await attack({ ...how, lines: [start(job(image, { kind: 'file', path: join(folder, 'card.img') }))] });
    expect([said, code]).toEqual([[{ type: 'ready', version: 1 }], 2]);
    expect(readdirSync(folder).toSorted()).toEqual([basename(image.path), 'precious'].toSorted());
  });
});

describe('a peer that breaks the protocol', () => {
  const untouched = (folder: string): void => expect(readdirSync(folder).filter((name) => name.startsWith('card'))).toEqual([]);

  it.each<[string, (one: CardJob, two: CardJob) => Attack['lines']]>([
    ['starts twice', (one, two) => [start(one), start(two)]],
    ['replays its start', (one) => [start(one), start(one)]],
    ['cancels before it starts', (one) => [{ type: 'cancel', id: 'a' }, start(one)]],
    ['cancels a card of someone else', (one) => [start(one), { type: 'cancel', id: 'z' }]],
    ['gives two cards one target', (one) => [start(one, { ...one, id: 'b' })]],
    ['gives two cards one target, written differently', (one, two) => [start(one, { ...two, target: dotted(one.target) })]],
    ['has a field that nobody knows', (one) => [{ ...start(one), force: true }]],
    ['has another version', (one) => [{ ...start(one), version: 2 }]],
    ['sends two messages in one line', (one) => [`${JSON.stringify(start(one))}${JSON.stringify(start(one))}`]],
    ['sends a prototype', (one) => [`{"__proto__":{"x":1},${JSON.stringify(start(one)).slice(1)}`]],
  ])('(%s) ends it with every card closed', async (_what, lines) => {
    const { folder } = scene();
    const image = makeNoiseImage(folder, 32 * mib);
    const file = (name: string): CardTarget => ({ kind: 'file', path: join(folder, name) });
    const { code } = await attack({ lines: lines(job(image, file('card-a.img')), job(image, file('card-b.img'), 'b')) });
    expect(code).toBe(2);
    untouched(folder);
  });

  it('(sends a line without end) is not listened to for ever', async () => {
    const { code, said } = await attack({ lines: ['x'.repeat(maxLineBytes + 1)] });
    expect([code, said.length]).toEqual([2, 1]);
  });

  it('gains nothing by replaying a cancel', async () => {
    const { folder, image } = scene();
    const target: CardTarget = { kind: 'file', path: join(folder, 'card.img') };
    const cancel = { type: 'cancel', id: 'a' };
    const { code, said } = await attack({ lines: [start(job(image, target)), cancel, cancel, cancel] });
    expect([code, said.filter(isEnd).length]).toEqual([0, 1]);
  });

  it.each([
    ['--help'],
    ['--pipe', '\\\\server\\pipe\\slipway-0', 'x'],
    ['--pipe', 'relative', '0'.repeat(64)],
    ['--drives-only', '--x'],
  ])('gets nothing by the arguments %j %j', async (...args) => {
    const { code, said } = await attack({ args, lines: [] });
    expect([code, said]).toEqual([2, []]);
  });
});

const dotted = (target: CardTarget): CardTarget =>
  target.kind === 'file' ? { kind: 'file', path: target.path.replace('/card', '/./card') } : target;

describe('a peer that names another image', () => {
  it('gets image/not-stored for what is no ordinary file, and no pipe is waited for', async () => {
    const { folder, image } = scene();
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const places = [fifo, '/dev/zero', '/dev/mem', '/proc/self', '/etc', '/no/such/image'];
    const cards = places.map((path, index) => {
      const target: CardTarget = { kind: 'file', path: join(folder, `card-${index}.img`) };
      return job({ ...image, path }, target, String(index));
    });
    const { said } = await attack({ lines: [start(...cards)] });
    expect(places.map((path, index) => [path, outcome(said, String(index))])).toEqual(
      places.map((path) => [path, 'image/not-stored']),
    );
  });

  it('(with something else linked to its path in the middle) gets the one that was opened', async () => {
    const { folder, precious } = scene();
    const image = makeNoiseImage(folder, 48 * mib);
    const before = sha256(readFileSync(image.path));
    const child = spawn(nodePath, [...nodeArguments, entry], {
      env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    createInterface(child.stdout).on('line', (line) => {
      if (!line.includes('"writing"') || statSync(image.path).size < mib) return;
      renameSync(image.path, `${image.path}.away`);
      symlinkSync(precious, image.path);
    });
    child.stdin.write(`${JSON.stringify(start(job(image, { kind: 'file', path: join(folder, 'card.img') })))}\n`);
    await once(child, 'close');
    expect(readFileSync(image.path, 'utf8')).toBe('the only copy');
    expect(sha256(readFileSync(join(folder, 'card.img')))).toBe(before);
  });
});
