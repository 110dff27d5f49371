import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDisk } from '../../../../../electron/engine/fleet/burnin/disk-result.ts';
import { diskArguments, diskScript } from '../../../../../electron/engine/fleet/burnin/scripts/disk.ts';
import {
  networkToolsScript,
  pingScript,
  receiveScript,
  sendScript,
} from '../../../../../electron/engine/fleet/burnin/scripts/network.ts';
import { samplerScript } from '../../../../../electron/engine/fleet/burnin/scripts/sampler.ts';
import { stressScript } from '../../../../../electron/engine/fleet/burnin/scripts/stress.ts';
import { parseSample } from '../../../../../electron/engine/fleet/burnin/series.ts';
import { localShell } from '../../../../fakes/local-shell.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const diskOrder = (mount: string, floorMiB = 1): readonly string[] =>
  diskArguments({ mount, fileMiB: 32, runSeconds: 1, floorMiB });

describe.skipIf(process.platform !== 'linux')('the scripts of the burn-in', () => {
  it.each(['sh', 'dash', 'bash'])('are understood by %s', async (shell) => {
    const dry = localShell({ shell, rewrite: (script) => `set -n\n${script}` });
    for (const script of [diskScript, samplerScript, stressScript, networkToolsScript, receiveScript, sendScript, pingScript])
      expect(await dry.script(script)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('measure nothing where less would stay free than must, and leave no file', async () => {
    const folder = tempFolder();
    const { code, stdout } = await localShell().script(diskScript, { args: diskOrder(folder, 1_000_000_000) });
    expect(code).toBe(4);
    expect(stdout).toMatch(/^refused \d+$/m);
    expect(await readdir(folder)).toEqual([]);
  });

  it('take their file away when they are ended in the middle, and what an earlier one left', async () => {
    const folder = tempFolder();
    await writeFile(join(folder, '.slipway-burnin.old'), '');
    const child = spawn('dash', ['-c', diskScript, 'dash', ...diskOrder(folder)]);
    for await (const chunk of child.stdout) if (String(chunk).includes('tool')) break;
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(await readdir(folder)).toEqual([]);
  });

  it('tell a sample a second and end by themselves', async () => {
    const { code, stdout } = await localShell().script(samplerScript, { args: ['2'] });
    expect(code).toBe(0);
    const samples = stdout
      .trim()
      .split('\n')
      .map((line) => parseSample(line, 0));
    expect(samples).toHaveLength(2);
    expect(samples.every((sample) => sample !== undefined)).toBe(true);
  });

  it('load every core for as long as they are told, with the tool that is there', async () => {
    const folder = tempFolder();
    await writeFile(join(folder, 'stress-ng'), '#!/bin/sh\nexec sleep 2\n');
    await chmod(join(folder, 'stress-ng'), 0o755);
    const shell = localShell({ env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } });
    const { code, stdout } = await shell.script(stressScript, { args: ['2', '32'] });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tool stress-ng\nran 0\n/);
  });

  it('say so when the load ended before its time', async () => {
    const folder = tempFolder();
    await writeFile(join(folder, 'stress-ng'), '#!/bin/sh\nexit 1\n');
    await chmod(join(folder, 'stress-ng'), 0o755);
    const shell = localShell({ env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } });
    expect(await shell.script(stressScript, { args: ['60', '32'] })).toMatchObject({ code: 3 });
  });

  it.each(['python3', 'dd'])('measure a disk with %s where fio is not there, and leave nothing behind', async (tool) => {
    const folder = tempFolder();
    const without = tool === 'dd' ? ['fio', 'python3'] : ['fio'];
    const hidden = `have() { case "$1" in ${without.join('|')}) return 1 ;; esac; command -v "$1" >/dev/null 2>&1; }`;
    const rewrite = (script: string): string => script.replace(/have\(\) \{[^\n]*\}/, hidden);
    const { stdout, stderr } = await localShell({ rewrite }).script(diskScript, { args: diskOrder(folder) });
    expect(await readdir(folder)).toEqual([]);
    // A file system in memory has no direct I/O: there nothing is measured, and nothing is made up.
    if (/Invalid argument/.test(stdout + stderr)) return;
    const measured = parseDisk(stdout);
    expect(measured?.tool).toBe(tool);
    expect(measured?.runs).toHaveLength(tool === 'dd' ? 6 : 12);
    expect(measured?.sync === undefined).toBe(tool === 'dd');
  });
});
