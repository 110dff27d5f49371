import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startImageServer, type ImageServer } from '../../../fakes/image-server.ts';
import { entryFor, openTestStore, pack, rawImage, sha256 } from '../../../fakes/raw-images.ts';

let dir: string;
let server: ImageServer;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'slipway-killed-'));
  server = await startImageServer();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const raw = rawImage(24 * 2 ** 20);
const packed = pack.gz(raw);
const hash = sha256(packed);
const signal = new AbortController().signal;

const storeDir = (): string => join(dir, 'store');
const imageDir = (): string => join(storeDir(), 'test-image');

/** Starts a fetch in a process of its own. */
function startFetch(url: string): ChildProcess {
  const script = fileURLToPath(new URL('../../../fakes/fetching-process.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', script, storeDir(), url, hash], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function kill(fetching: ChildProcess): Promise<void> {
  const exited = once(fetching, 'exit');
  if (fetching.exitCode === null && fetching.signalCode === null) {
    fetching.kill('SIGKILL');
    await exited;
  }
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

describe('a process that is killed while it fetches', () => {
  const moments: readonly (readonly [string, () => boolean])[] = [
    ['before the first byte', () => existsSync(join(storeDir(), '.locks', 'test-image.lock'))],
    ['at the start of the download', () => sizeOf(join(imageDir(), 'download.part')) > 0],
    ['in the middle of the download', () => sizeOf(join(imageDir(), 'download.part')) > packed.length / 2],
    ['while the raw image grows', () => sizeOf(join(imageDir(), 'incoming', 'image.raw')) > raw.length / 3],
    ['at the end of the download', () => sizeOf(join(imageDir(), 'download.part')) === packed.length],
    ['when the raw image is whole', () => sizeOf(join(imageDir(), 'incoming', 'image.raw')) === raw.length],
    ['while it becomes part of the store', () => existsSync(join(imageDir(), 'map.json'))],
    ['when it is part of the store', () => existsSync(join(imageDir(), 'image.json'))],
  ];

  it.each(moments)('%s leaves a store that opens clean and completes the fetch', async (_name, moment) => {
    const url = server.put('disk', { body: packed, pieceBytes: 256 * 1024, pauseMs: 4 });
    child = startFetch(url);
    await until(moment);
    await kill(child);

    const store = await openTestStore(storeDir());
    const whole = (await store.list()).length === 1;
    expect(existsSync(join(imageDir(), 'incoming'))).toBe(false);
    expect(existsSync(join(imageDir(), 'image.raw'))).toBe(whole);
    expect(readdirSync(join(storeDir(), '.locks'))).toEqual([]);

    const before = sizeOf(join(imageDir(), 'download.part'));
    const stored = await store.fetch(entryFor(url, { sha256: hash }), { signal });
    expect(stored).toMatchObject({ rawSha256: sha256(raw), checkedAgainst: 'download-sha256' });
    expect(readFileSync((await store.get('test-image')).rawPath).equals(raw)).toBe(true);
    if (before > 0 && before < packed.length) expect(server.requests.at(-1)?.range).toBe(`bytes=${before}-`);
    expect(readdirSync(imageDir()).sort()).toEqual(['image.json', 'image.raw', 'map.json']);
  });

  it('does not keep another process from fetching, while one that runs does', async () => {
    const url = server.put('disk', { body: packed, pieceBytes: 64 * 1024, pauseMs: 20 });
    child = startFetch(url);
    await until(() => sizeOf(join(imageDir(), 'download.part')) > 0);
    const store = await openTestStore(storeDir());
    expect(existsSync(join(imageDir(), 'incoming'))).toBe(true);
    await expect(store.fetch(entryFor(url, { sha256: hash }), { signal })).rejects.toMatchObject({ code: 'image/store-locked' });
    await expect(store.remove('test-image')).rejects.toMatchObject({ code: 'image/store-locked' });
    await kill(child);
    server.put('disk', { body: packed });
    expect((await store.fetch(entryFor(url, { sha256: hash }), { signal })).rawSha256).toBe(sha256(raw));
  });

  it('while it writes cards does not keep an image in use for ever', async () => {
    const store = await openTestStore(storeDir());
    await store.fetch(entryFor(server.put('disk', { body: packed })), { signal });
    const script = `import { openTestStore } from ${JSON.stringify(new URL('../../../fakes/raw-images.ts', import.meta.url).href)};
      await (await openTestStore(${JSON.stringify(storeDir())})).hold('test-image');
      process.stdout.write('held'); setInterval(() => undefined, 1000);`;
    child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout !== null) await once(child.stdout, 'data');
    await expect(store.remove('test-image')).rejects.toMatchObject({ code: 'image/in-use' });
    await kill(child);
    await store.remove('test-image');
    expect(await store.list()).toEqual([]);
  });
});
