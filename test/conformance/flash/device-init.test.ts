import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootFile, checkBoot, flashBench, type FlashBench } from '../../fakes/flash-command.ts';
import { deviceInitYaml } from '../../fakes/flash-files.ts';
import { hasDiskTools, makePiImage } from '../../fakes/pi-image.ts';

describe.skipIf(!hasDiskTools)(
  'flash on an image with device-init, layout of 1.6.0 (skipped without dosfstools and mtools)',
  { timeout: 240_000 },
  () => {
    let bench: FlashBench;
    beforeAll(async () => {
      bench = await flashBench();
      const bootFiles = { 'device-init.yaml': deviceInitYaml };
      await makePiImage({ dir: bench.dir, flavour: 'hypriot-device-init', name: 'device-init.img', rootMb: 6, bootFiles });
      writeFileSync(
        join(bench.dir, 'device.yml'),
        'hostname: other\nwifi: { interfaces: { wlan0: { ssid: "SSID", password: "PSK" } } }\n',
      );
      writeFileSync(join(bench.dir, 'no-uart.txt'), 'enable_uart=0\n');
    }, 300_000);
    afterAll(() => bench.remove());

    const boot = (path: string): Promise<string | undefined> => bootFile(join(bench.dir, 'loo'), path);

    async function flashed(...options: string[]): Promise<string> {
      const { status, output } = await bench.flash('-f', '-d', 'loo', ...options, 'device-init.img');
      expect(output).toContain('Finished.');
      expect(status).toBe(0);
      await checkBoot(join(bench.dir, 'loo'));
      return (await boot('device-init.yaml')) ?? '';
    }

    it('keeps the defaults of the image', async () => {
      expect(await flashed()).toBe(deviceInitYaml);
      expect(await boot('user-data')).toBeUndefined();
    });

    it('--hostname sets the host name and keeps the comments', async () => {
      expect(await flashed('--hostname', 'myhost')).toBe(deviceInitYaml.replace('black-pearl', 'myhost'));
    });

    it('--ssid and --password set the Wi-Fi', async () => {
      const text = await flashed('--ssid', 'myssid', '--password', 'mypsk');
      expect(text).toContain('hostname: black-pearl');
      expect(text).toContain('\n      ssid: "myssid"\n');
      expect(text).toContain('\n      password: "mypsk"\n');
    });

    it('--config replaces device-init.yaml', async () => {
      const text = await flashed('--config', 'device.yml');
      for (const part of ['hostname: other', 'ssid: "SSID"', 'password: "PSK"']) expect(text).toContain(part);
    });

    it('--bootconf replaces config.txt', async () => {
      expect(await flashed('--bootconf', 'no-uart.txt')).toBe(deviceInitYaml);
      expect(await boot('config.txt')).toBe('enable_uart=0\n');
    });
  },
);
