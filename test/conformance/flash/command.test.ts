import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootFile, checkBoot, flashBench, type FlashBench } from '../../fakes/flash-command.ts';
import { startImageServer, type ImageServer } from '../../fakes/image-server.ts';
import { hasDiskTools, makePiImage } from '../../fakes/pi-image.ts';
import { pack } from '../../fakes/raw-images.ts';

describe.skipIf(!hasDiskTools)('flash (skipped without dosfstools and mtools)', { timeout: 240_000 }, () => {
  let bench: FlashBench;
  let server: ImageServer;
  beforeAll(async () => {
    bench = await flashBench();
    server = await startImageServer();
    const image = { dir: bench.dir, rootMb: 6 } as const;
    await makePiImage({ ...image, flavour: 'hypriot-1.7.1', name: 'cloud-init.img' });
    await makePiImage({ ...image, flavour: 'hypriot-1.12.3', name: 'fake-hwclock.img' });
    await makePiImage({ ...image, flavour: 'plain', name: 'plain.img' });
  }, 300_000);
  afterAll(async () => {
    await server.close();
    bench.remove();
  });

  const card = (name = 'loo'): string => join(bench.dir, name);
  const boot = (path: string): Promise<string | undefined> => bootFile(card(), path);
  const raw = (): Buffer => readFileSync(join(bench.dir, 'cloud-init.img'));

  describe('speaks as hypriot/flash did', () => {
    it.each([[['--help']], [['-h']], [[]]])('shows its usage and ends with 1: flash %j', async (args: string[]) => {
      const { status, output } = await bench.flash(...args);
      expect(status).toBe(1);
      expect(output).toContain('usage:');
    });

    it.each(['--version', '-v'])('%s shows the version', async (option) => {
      const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
        version: string;
      };
      expect(await bench.flash(option)).toEqual({ status: 0, output: `${version}\n` });
    });

    it('sets the clock where the image takes one', async () => {
      const before = new Date();
      expect((await bench.flash('-f', '-d', 'loo', 'fake-hwclock.img')).output).toContain('Finished.');
      const clock = new Date(`${(await boot('fake-hwclock.data'))?.trim().replace(' ', 'T') ?? ''}Z`);
      expect(clock.getTime()).toBeGreaterThanOrEqual(Math.floor(before.getTime() / 1000) * 1000);
      expect(clock.getTime()).toBeLessThanOrEqual(Date.now());
    });

    it('writes a zip from an address', async () => {
      const url = server.put('v1.7.1.img.zip', { body: pack.zip(raw()) });
      const { status, output } = await bench.flash('-f', '-d', 'loo', url);
      expect(output).toContain(`Downloading ${url} ...`);
      expect(output).toContain('Finished.');
      expect(status).toBe(0);
      expect(await boot('user-data')).toContain('hostname: black-pearl');
      expect(await boot('meta-data')).toBeDefined();
    });

    it('stops at an image that is not there', async () => {
      const { status, output } = await bench.flash('-f', '-d', 'none', `${server.url}none.img.zip`);
      expect(status).toBe(1);
      expect(output).toContain('The requested URL returned error: 404');
    });
  });

  describe('goes further', () => {
    it.each(['gz', 'xz', 'zst'] as const)('writes .img.%s files', async (format) => {
      writeFileSync(join(bench.dir, `packed.img.${format}`), pack[format](raw()));
      expect((await bench.flash('-f', '-d', 'loo', '-n', format, `packed.img.${format}`)).status).toBe(0);
      expect(await boot('user-data')).toContain(`hostname: ${format}`);
    });

    it('copies several files, network-config among them', async () => {
      writeFileSync(join(bench.dir, 'network-config'), 'version: 1\n');
      writeFileSync(join(bench.dir, 'note.txt'), 'crlf\r\nstays\r\n');
      expect((await bench.flash('-f', '-d', 'loo', '-F', 'network-config', '--file', 'note.txt', 'cloud-init.img')).status).toBe(
        0,
      );
      expect(await boot('network-config')).toBe('version: 1\n');
      await checkBoot(card());
      expect(await boot('note.txt')).toBe('crlf\r\nstays\r\n');
    });

    it('configures the card again without writing it when the image is empty', async () => {
      await bench.flash('-f', '-d', 'loo', '-n', 'first', 'cloud-init.img');
      const [inode, id] = [statSync(card()).ino, await boot('meta-data')];
      const { status, output } = await bench.flash('-f', '-d', 'loo', '-n', 'second', '');
      expect(status).toBe(0);
      expect(output).toContain('Configuration mode. No image will be written');
      expect(output).toContain('Finished.');
      expect(statSync(card()).ino).toBe(inode);
      expect(await boot('user-data')).toContain('hostname: second');
      expect(await boot('meta-data')).not.toBe(id);
      expect(
        readFileSync(card())
          .subarray(65 << 20)
          .equals(raw().subarray(65 << 20)),
      ).toBe(true);
    });

    it('asks before it replaces a card file, and takes silence for no', async () => {
      writeFileSync(card('kept'), 'precious');
      const { status, output } = await bench.flash('-d', 'kept', 'cloud-init.img');
      expect(status).toBe(3);
      expect(output).toContain('--force');
      expect(readFileSync(card('kept'), 'utf8')).toBe('precious');
    });

    it.each([
      ['a drive that is not there', ['-f', '-d', '/dev/no-such-drive', 'cloud-init.img'], 2],
      ['a device that is no drive', ['-f', '-d', '/dev/null', 'cloud-init.img'], 2],
      ['settings on an image without a place for them', ['-f', '-d', 'x', '-u', 'missing.yml', 'plain.img'], 2],
      ['an s3 address', ['-f', '-d', 'x', 's3://bucket/a.img'], 2],
      ['a card file that is its own image', ['-f', '-d', 'cloud-init.img', 'cloud-init.img'], 2],
      ['an unknown option', ['--nothing', 'cloud-init.img'], 2],
      ['two images', ['-f', '-d', 'x', 'cloud-init.img', 'plain.img'], 2],
      ['a card that has no image on it', ['-f', '-d', 'blank', '-n', 'x', ''], 2],
      ['a card file that is not there', ['-f', '-d', 'nowhere.img', '-n', 'x', ''], 2],
    ])('refuses %s', async (_what, args, expected) => {
      writeFileSync(card('blank'), Buffer.alloc(1 << 20));
      const { status, output } = await bench.flash(...args);
      expect(output).not.toContain('Finished.');
      expect(status).toBe(expected);
    });

    it('reports in JSON lines, without the Wi-Fi key', async () => {
      const { output } = await bench.flash('--json', '-f', '-d', 'loo', '-p', '-secret-key-', 'cloud-init.img');
      const lines = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; finished?: boolean });
      expect(lines.at(-1)).toEqual({ type: 'flash', finished: true });
      expect(output).not.toContain('secret-key');
    });
  });

  describe('slipway card', () => {
    const read = async (
      name: string,
    ): Promise<{ state: { kind: string; integrity?: { kind: string }; facts?: { name: string } } }> =>
      JSON.parse((await bench.slipway('card', name, '--json')).output.trim()) as Awaited<ReturnType<typeof read>>;

    it('knows a card that is as it was written', async () => {
      await bench.flash('-f', '-d', 'loo', '-n', 'pi1', 'cloud-init.img');
      expect(await read('loo')).toMatchObject({
        type: 'card',
        bytes: statSync(card()).size,
        state: { kind: 'image', facts: { name: 'HypriotOS 1.7.1' }, integrity: { kind: 'intact' } },
      });
    });

    it('finds a byte that is different', async () => {
      const bytes = readFileSync(card());
      bytes[66 << 20] = (bytes[66 << 20] ?? 0) ^ 1;
      writeFileSync(card('rotten'), bytes);
      expect(await read('rotten')).toMatchObject({
        state: { integrity: { kind: 'differs', firstDifference: 66 << 20, differentBytes: 4096 } },
      });
    });

    it('knows blank and unfinished cards', async () => {
      writeFileSync(card('zeros'), Buffer.alloc(1 << 20));
      writeFileSync(card('half'), Buffer.concat([Buffer.from('SLIPWAY UNFINISHED CARD\n'), Buffer.alloc(1 << 20)]));
      writeFileSync(card('tiny'), 'x');
      expect((await read('zeros')).state.kind).toBe('blank');
      expect((await read('half')).state.kind).toBe('unfinished');
      expect((await read('tiny')).state.kind).toBe('blank');
    });

    it('says it for people', async () => {
      const { output } = await bench.slipway('card', 'loo');
      expect(output).toMatch(/system +HypriotOS 1\.7\.1, armhf, cloud-init 0\.7\.6\n/);
      expect(output).toMatch(/intact +yes: /);
    });
  });
});
