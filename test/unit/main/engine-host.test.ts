import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngineHost } from '../../../electron/main/engine-host.ts';
import { fakeElectron } from '../../fakes/electron.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'slipway-engine-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function host(script: string, closeMs = 60_000) {
  const entry = join(folder, 'engine.mjs');
  await writeFile(entry, script);
  const electron = fakeElectron();
  const stops: string[] = [];
  const options = {
    electron: electron.api,
    entry,
    args: ['--a'],
    env: { A: '1', B: undefined },
    closeMs,
    onStopped: () => stops.push('stopped'),
  };
  return { engine: createEngineHost(options), electron, stops };
}

const obedient = `process.parentPort.on('message', ({ data }) => data.type === 'close' && process.exit(0));`;

describe('createEngineHost', () => {
  it('starts one engine, at the first connection, and gives it every port', async () => {
    const { engine, electron } = await host(obedient);
    expect(electron.engines).toHaveLength(0);
    engine.connect();
    engine.connect();
    expect(electron.engines.map(({ messages }) => messages)).toEqual([[{ type: 'connect' }, { type: 'connect' }]]);
    await engine.close();
  });

  it('passes on arguments and environment', async () => {
    const { engine, electron } = await host(obedient);
    engine.connect();
    expect(electron.engines[0]?.forked).toMatchObject({ args: ['--a'], forkOptions: { env: { A: '1' } } });
    await engine.close();
  });

  it('tells of an engine that ends by itself, and starts another at the next connection', async () => {
    const { engine, electron, stops } = await host('process.exit(3);');
    engine.connect();
    await expect.poll(() => stops).toEqual(['stopped']);
    engine.connect();
    await expect.poll(() => stops).toEqual(['stopped', 'stopped']);
    expect(electron.engines).toHaveLength(2);
  });

  it('tells of no engine that it closed itself, and connects no more', async () => {
    const { engine, stops } = await host(obedient);
    engine.connect();
    await engine.close();
    expect([stops, engine.connect()]).toEqual([[], undefined]);
  });

  it('kills an engine that does not end', async () => {
    const { engine, stops } = await host(
      `process.parentPort.on('message', () => undefined); setInterval(() => undefined, 1e6);`,
      20,
    );
    engine.connect();
    await engine.close();
    expect(stops).toEqual([]);
  });

  it('has nothing to close when no page ever came', async () => {
    const { engine, electron } = await host(obedient);
    await engine.close();
    expect(electron.engines).toHaveLength(0);
  });
});
