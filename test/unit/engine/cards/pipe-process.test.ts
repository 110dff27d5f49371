import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BatchSnapshot } from '../../../../electron/contract/card.ts';
import { startBatch } from '../../../../electron/engine/cards/batch.ts';
import type { Meeting } from '../../../../electron/engine/cards/elevation.ts';
import { systemLauncher } from '../../../../electron/engine/cards/launch.ts';
import { startOverPipe } from '../../../../electron/engine/cards/pipe-process.ts';
import type { WriterExit, WriterProcess } from '../../../../electron/engine/cards/writer-process.ts';
import { makeNoiseImage } from '../../../fakes/mapped-image.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';
import { writerProgram } from '../../../fakes/writer-program.ts';
import { addZram, canZram, needsZram } from '../../../fakes/zram.ts';

const mib = 1024 * 1024;
const token = randomBytes(32).toString('hex');
const newMeeting = (): Meeting => ({ pipe: join(tempFolder(), 'pipe'), token });

/** An elevator that a test lets arrive, or not. */
function elevator() {
  let end = (_exit: WriterExit): void => undefined;
  const exited = new Promise<WriterExit>((resolve) => {
    end = resolve;
  });
  const process: WriterProcess = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    kill: () => end({ kind: 'exited', code: null }),
    exited,
  };
  return { process, end: (code: number) => end({ kind: 'exited', code }) };
}

function pipe() {
  const meeting = newMeeting();
  const { process, end } = elevator();
  let asked = 0;
  const writer = startOverPipe({
    meeting,
    elevate: () => {
      asked += 1;
      return process;
    },
  });
  return { meeting, writer, end, asked: () => asked };
}

const arrive = async ({ pipe: path }: Meeting) => {
  await expect.poll(() => existsSync(path)).toBe(true);
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  return socket;
};
const refused = { kind: 'not-started', error: { code: 'writer/protocol' } };

describe.skipIf(process.platform === 'win32')(
  'a writer over a pipe (skipped on Windows: a socket stands in for the pipe)',
  () => {
    it('is heard and spoken to once it has shown its token, also when it comes in pieces', async () => {
      const { meeting, writer, end, asked } = pipe();
      const socket = await arrive(meeting);
      socket.write(token.slice(0, 10));
      socket.write(`${token.slice(10)}\n{"type":`);
      socket.write('"ready"}\n');
      writer.stdin.write('start\n');
      const heard: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => heard.push(chunk));
      await expect.poll(() => Buffer.concat(heard).toString()).toBe('start\n');
      socket.end();
      end(0);
      expect((await writer.stdout.toArray()).join('')).toBe('{"type":"ready"}\n');
      expect([await writer.exited, asked()]).toEqual([{ kind: 'exited', code: 0 }, 1]);
    });

    it.each([
      ['another token', `${'0'.repeat(64)}\n`],
      ['half of the token', `${token.slice(0, 32)}\n`],
      ['the token and more', `${token}0\n`],
      ['no line', 'x'.repeat(1000)],
      ['an empty line', '\n'],
    ])('is none with %s, and is told nothing', async (_what, words) => {
      const { meeting, writer } = pipe();
      writer.stdin.write('secret\n');
      const socket = await arrive(meeting);
      const heard: unknown[] = [];
      socket.on('data', (chunk) => heard.push(chunk));
      socket.write(words);
      expect(await writer.exited).toMatchObject(refused);
      expect(heard).toEqual([]);
    });

    it('is none when who connects goes away again', async () => {
      const { meeting, writer } = pipe();
      (await arrive(meeting)).end();
      expect(await writer.exited).toMatchObject(refused);
    });

    it('is the only one that can connect', async () => {
      const { meeting, writer, end } = pipe();
      const socket = await arrive(meeting);
      socket.write(`${token}\nfirst`);
      await expect.poll(() => writer.stdout.readableLength).toBeGreaterThan(0);
      const late = connect(meeting.pipe);
      const failed = await new Promise((resolve) =>
        late.once('error', () => resolve(true)).once('connect', () => resolve(false)),
      );
      expect(failed).toBe(true);
      socket.end();
      end(0);
      expect((await writer.stdout.toArray()).join('')).toBe('first');
    });

    it('is writer/needs-privilege when the prompt is refused', async () => {
      const { writer, end } = pipe();
      end(126);
      expect(await writer.exited).toMatchObject({ kind: 'not-started', error: { code: 'writer/needs-privilege' } });
    });

    it('is ended by kill while the prompt is shown', async () => {
      const { writer } = pipe();
      writer.kill();
      expect((await writer.exited).kind).toBe('not-started');
    });
  },
);

/** A PowerShell that does what the real one is asked for, and keeps what it was given. */
function fakePowershell(folder: string): string {
  const program = `${folder}/root\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  writeFileSync(
    program,
    `#!${process.execPath}
const { spawnSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { SLIPWAY_NODE, SLIPWAY_ARGUMENTS } = process.env;
writeFileSync(${JSON.stringify(join(folder, 'given.json'))}, JSON.stringify(process.argv.slice(2)));
const env = { PATH: process.env.PATH };
process.exit(spawnSync(SLIPWAY_NODE, SLIPWAY_ARGUMENTS.split(' '), { env, stdio: 'ignore' }).status ?? 1);
`,
  );
  chmodSync(program, 0o755);
  return `${folder}/root`;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe.skipIf(!canZram)(`cards written through Windows’ prompt, played by a script${needsZram}`, () => {
  function plan() {
    const folder = tempFolder();
    vi.stubEnv('SystemRoot', fakePowershell(folder));
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    const launcher = systemLauncher(writerProgram, { platform: 'win32', newMeeting });
    const image = makeNoiseImage(folder, 48 * mib);
    const drive = addZram(64 * mib);
    onTestFinished(() => drive.remove());
    const target = { kind: 'drive', drive: { path: drive.path, size: drive.size } } as const;
    const jobs = [{ node: 'pi1', target, job: { id: '1', target, image, files: [] } }];
    return { folder, image, drive, batch: () => startBatch({ jobs, launcher, now: () => performance.now() }) };
  }
  const state = ({ cards }: BatchSnapshot): string | undefined => cards[0]?.state.kind;

  it('are written and verified, and no secret was in the arguments that others can see', async () => {
    const { folder, image, drive, batch } = plan();
    const end = await batch().finished;
    expect(end.cards[0]?.state).toMatchObject({ kind: 'done', report: { bytesVerified: image.map.imageSize } });
    expect(readFileSync(drive.path).subarray(0, image.map.imageSize).equals(readFileSync(image.path))).toBe(true);
    expect(readFileSync(join(folder, 'given.json'), 'utf8')).not.toContain(token);
  });

  it('can be cancelled over the pipe', async () => {
    const { batch } = plan();
    const running = batch();
    await expect.poll(() => state(running.snapshot()), { timeout: 20_000 }).toBe('running');
    running.cancel();
    expect(['cancelled', 'done']).toContain(state(await running.finished));
  });
});

describe.skipIf(process.platform === 'win32')(
  'the writer program over a pipe (skipped on Windows: a socket stands in for the pipe)',
  () => {
    it.each(['end', 'destroy'] as const)('ends by itself when the engine’s side of the pipe is gone (%s)', async (how) => {
      const meeting = newMeeting();
      const { nodePath, nodeArguments = [], entry } = writerProgram;
      const env = { ...process.env, UV_THREADPOOL_SIZE: '8' };
      const child = spawn(nodePath, [...nodeArguments, entry, '--pipe', meeting.pipe, meeting.token], { env, stdio: 'ignore' });
      onTestFinished(() => void child.kill('SIGKILL'));
      const { process: fake } = elevator();
      const writer = startOverPipe({ meeting, elevate: () => fake });
      const ready = await new Promise<string>((resolve) =>
        writer.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      expect(ready).toContain('"ready"');
      if (how === 'end') writer.stdin.end();
      else writer.kill();
      await expect.poll(() => child.exitCode, { timeout: 20_000 }).toBe(1);
      fake.kill();
      await writer.exited;
    });
  },
);
