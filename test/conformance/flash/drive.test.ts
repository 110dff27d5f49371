import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drive } from '../../../electron/contract/card.ts';
import { bootFile, checkBoot, flashBench, type FlashBench } from '../../fakes/flash-command.ts';
import { hasDiskTools, makePiImage } from '../../fakes/pi-image.ts';
import { addZram, canZram, needsZram, type Zram } from '../../fakes/zram.ts';

const mib = 1024 * 1024;

describe.skipIf(!hasDiskTools || !canZram)(`flash on a drive${needsZram}`, { timeout: 240_000 }, () => {
  let bench: FlashBench;
  let zram: Zram;
  beforeAll(async () => {
    bench = await flashBench();
    zram = addZram(96 * mib);
    await makePiImage({ dir: bench.dir, flavour: 'hypriot-1.9.0', name: 'a.img', rootMb: 6 });
  }, 300_000);
  afterAll(async () => {
    bench.remove();
    await zram.remove();
  });

  it('is not written by --force alone when its verdict asks for confirmation', async () => {
    const { status, output } = await bench.flash('-f', '-d', zram.path, 'a.img');
    expect(status).toBe(3);
    expect(output).toContain(`--confirm ${zram.path}`);
    expect((await bench.slipway('card', zram.path)).output).toContain('blank');
  });

  it('is written when it is named again, and configured anew without an image', async () => {
    const confirmed = ['-f', '-d', zram.path, '--confirm', zram.path];
    expect((await bench.flash(...confirmed, '-n', 'first', 'a.img')).output).toContain('Finished.');
    expect(await bootFile(zram.path, 'user-data')).toContain('hostname: first');
    expect((await bench.flash(...confirmed, '-n', 'second', '')).output).toContain('Finished.');
    expect(await bootFile(zram.path, 'user-data')).toContain('hostname: second');
    await checkBoot(zram.path);
    expect((await bench.slipway('card', zram.path)).output).toMatch(/intact +yes/);
  });

  it('is refused when this computer runs from it, whatever is forced', async ({ skip }) => {
    const listed = (await bench.slipway('drives', '--json')).output.trim().split('\n');
    const drives = listed.map((line) => JSON.parse(line) as Drive);
    const system = drives.find(({ verdict }) => verdict.reasons.some(({ code }) => code === 'system-disk'));
    if (system === undefined) return skip('the system disk of this machine is not listed');
    const { path } = system.identity;
    const { status, output } = await bench.flash('-f', '-d', path, '--confirm', path, 'a.img');
    expect(status).toBe(3);
    expect(output).toContain('drive/refused');
  });
});
