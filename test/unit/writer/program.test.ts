import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CardTarget } from '../../../electron/contract/card.ts';
import {
  fromWriterSchema,
  unfinishedMarker,
  type FromWriter,
  type ToWriter,
} from '../../../electron/contract/writer-protocol.ts';
import { makeNoiseImage, sha256, type MappedImage } from '../../fakes/mapped-image.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';
import { writerProgram } from '../../fakes/writer-program.ts';
import { addZram, canZram, needsZram, type Zram } from '../../fakes/zram.ts';

const mib = 1024 * 1024;
const { nodePath, nodeArguments = [], entry } = writerProgram;
const argv = [...nodeArguments, entry];

interface RunningWriter {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly said: FromWriter[];
  readonly exit: Promise<number | null>;
}

function startWriter(env: NodeJS.ProcessEnv = { ...process.env, UV_THREADPOOL_SIZE: '8' }): RunningWriter {
  const child = spawn(nodePath, argv, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  const said: FromWriter[] = [];
  createInterface(child.stdout).on('line', (line) => said.push(fromWriterSchema.parse(JSON.parse(line))));
  const exit = once(child, 'close').then(() => child.exitCode);
  return { child, said, exit };
}

const patiently = { timeout: 30_000, interval: 5 };
const until = (writer: RunningWriter, wanted: (message: FromWriter) => boolean): Promise<void> =>
  expect.poll(() => writer.said.some(wanted), patiently).toBe(true);

const start = (image: MappedImage, target: CardTarget): ToWriter => ({
  type: 'start',
  version: 1,
  cards: [{ id: 'a', target, image, files: [] }],
});
const say = ({ child }: RunningWriter, message: ToWriter): void => void child.stdin.write(`${JSON.stringify(message)}\n`);

/** What stands at the start of a card or card file. */
function whatIsOn(path: string): 'unfinished' | 'bootable' | 'else' {
  const sector = Buffer.alloc(512);
  const file = openSync(path, 'r');
  readSync(file, sector, 0, 512, 0);
  closeSync(file);
  if (sector.readUInt16LE(510) === 0xaa55) return 'bootable';
  return sector.toString('ascii', 0, unfinishedMarker.length) === unfinishedMarker ? 'unfinished' : 'else';
}

describe('the writer program', () => {
  it('writes a card file, says so on stdout only, and ends with 0', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 3 * mib);
    const path = join(folder, 'card.img');
    const writer = startWriter();
    say(writer, start(image, { kind: 'file', path }));
    expect(await writer.exit).toBe(0);
    expect(writer.said.at(-1)).toMatchObject({ type: 'done', id: 'a', report: { bytesVerified: 3 * mib } });
    expect(sha256(readFileSync(path))).toBe(sha256(readFileSync(image.path)));
  });

  it('started without a thread for every card, as by pkexec, gets them by itself and ends the same way', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 3 * mib);
    const { UV_THREADPOOL_SIZE: _size, ...env } = process.env;
    const writer = startWriter(env);
    say(writer, start(image, { kind: 'file', path: join(folder, 'card.img') }));
    expect(await writer.exit).toBe(0);
    expect(writer.said.at(-1)).toMatchObject({ type: 'done', id: 'a' });
    const refused = startWriter(env);
    refused.child.stdin.write('{}\n');
    expect(await refused.exit).toBe(2);
  });

  it.each([
    ['words that are no message', 'rm -rf /\n'],
    ['an early cancel', '{"type":"cancel","id":"a"}\n'],
    ['another version of the protocol', '{"type":"start","version":99,"cards":[]}\n'],
  ])('ends with 2 at %s', async (_what, words) => {
    const writer = startWriter();
    writer.child.stdin.write(words);
    expect(await writer.exit).toBe(2);
    expect(writer.said).toEqual([{ type: 'ready', version: 1 }]);
  });

  it('ends with 2 at a second start, with the first card closed and the second never touched', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 64 * mib);
    const writer = startWriter();
    say(writer, start(image, { kind: 'file', path: join(folder, 'one.img') }));
    say(writer, start(image, { kind: 'file', path: join(folder, 'two.img') }));
    expect(await writer.exit).toBe(2);
    expect(
      readdirSync(folder)
        .filter((name) => name.includes('.img'))
        .toSorted(),
    ).toEqual([`noise-${64 * mib}.img`]);
  });

  it('closes its cards, removes half-written files and ends with 1 when stdin ends', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 64 * mib);
    const writer = startWriter();
    say(writer, start(image, { kind: 'file', path: join(folder, 'card.img') }));
    await until(writer, ({ type }) => type === 'progress');
    writer.child.stdin.end();
    expect(await writer.exit).toBe(1);
    expect(readdirSync(folder)).toEqual([`noise-${64 * mib}.img`]);
  });

  it('does not end at Ctrl+C: the engine decides', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 3 * mib);
    const writer = startWriter();
    await until(writer, ({ type }) => type === 'ready');
    writer.child.kill('SIGINT');
    say(writer, start(image, { kind: 'file', path: join(folder, 'card.img') }));
    expect(await writer.exit).toBe(0);
  });
});

/** A fast machine may have written all of it before the kill; then all of it must be there. */
function mustBeUnfinishedOrWhole(path: string, { path: image, map }: MappedImage): void {
  if (whatIsOn(path) === 'unfinished') return;
  expect(whatIsOn(path)).toBe('bootable');
  expect(sha256(readFileSync(path).subarray(0, map.imageSize))).toBe(sha256(readFileSync(image)));
}

/** Starts a writer, gives it a card, and waits to be killed. Prints the writer's process id. */
const parentProgram = `
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
const writer = spawn(process.execPath, JSON.parse(process.argv[2]), { env: { ...process.env, UV_THREADPOOL_SIZE: '8' }, stdio: ['pipe', 'pipe', 'inherit'] });
writer.stdin.write(readFileSync(process.argv[3]));
createInterface(writer.stdout).on('line', (line) => { if (line.includes('"writing"')) console.log(writer.pid); });
`;

describe.skipIf(!canZram)(`a writer that dies${needsZram}`, () => {
  const drives: Zram[] = [];
  afterEach(async () => {
    for (const drive of drives.splice(0)) await drive.remove();
  });
  /** A card of an earlier life, bootable until the writer begins. */
  function bootableCard(image: MappedImage): { readonly path: string; readonly target: CardTarget } {
    const size = 96 * mib;
    const zram = addZram(size);
    drives.push(zram);
    const { path } = zram;
    writeFileSync(path, readFileSync(image.path).subarray(0, mib));
    expect(whatIsOn(path)).toBe('bootable');
    return { path, target: { kind: 'drive', drive: { path, size } } };
  }

  it.each([0, 15, 40, 80, 120, 200])('by kill -9, %d ms into writing, leaves a card that says it is unfinished', async (ms) => {
    const image = makeNoiseImage(tempFolder(), 64 * mib);
    const { path, target } = bootableCard(image);
    const writer = startWriter();
    say(writer, start(image, target));
    await until(writer, (message) => message.type === 'progress' && message.phase === 'writing');
    await delay(ms);
    writer.child.kill('SIGKILL');
    await writer.exit;
    const finished = readFileSync(path)
      .subarray(0, 64 * mib)
      .equals(readFileSync(image.path));
    expect(whatIsOn(path)).toBe(finished ? 'bootable' : 'unfinished');
  });

  it('by kill -9 leaves a half of a card file that has another name and says that it is unfinished', async () => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 64 * mib);
    const path = join(folder, 'card.img');
    const writer = startWriter();
    say(writer, start(image, { kind: 'file', path }));
    await until(writer, (message) => message.type === 'progress' && message.phase === 'writing');
    writer.child.kill('SIGKILL');
    await writer.exit;
    expect(existsSync(path)).toBe(false);
    expect(whatIsOn(`${path}.part`)).toBe('unfinished');
  });

  it.each([0, 50])('ends when its parent is killed, %d ms into writing, and the card says that it is unfinished', async (ms) => {
    const folder = tempFolder();
    const image = makeNoiseImage(folder, 80 * mib);
    const { path, target } = bootableCard(image);
    writeFileSync(join(folder, 'parent.mjs'), parentProgram);
    writeFileSync(join(folder, 'start'), `${JSON.stringify(start(image, target))}\n`);
    const parent = spawn(nodePath, [join(folder, 'parent.mjs'), JSON.stringify(argv), join(folder, 'start')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [writerPid] = (await once(createInterface(parent.stdout), 'line')) as [string];
    await delay(ms);
    parent.kill('SIGKILL');
    await expect.poll(() => existsSync(`/proc/${writerPid}`), patiently).toBe(false);
    mustBeUnfinishedOrWhole(path, image);
  });
});
