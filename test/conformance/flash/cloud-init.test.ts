import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootFile, checkBoot, flashBench, type FlashBench, type Outcome } from '../../fakes/flash-command.ts';
import { wifiUserData } from '../../fakes/flash-files.ts';
import { startImageServer, type ImageServer } from '../../fakes/image-server.ts';
import { hasDiskTools, makePiImage } from '../../fakes/pi-image.ts';

const goodUserData =
  '#cloud-config\nhostname: good\nusers:\n  - name: other\n    ssh-authorized-keys:\n      - ssh-ed25519 AAAA\n';
const commentedWifi = wifiUserData.replace(/^( +)(ssid|psk)=/gm, '$1# $2=');

const files = {
  'good.yml': goodUserData,
  'missing-comment.yml': 'hostname: good\n',
  'late-comment.yml': '# mine\n#cloud-config\nhostname: good\n',
  'bad.yml': '#cloud-config\nusers:\n  - name: other\n   shell: [\n',
  'wifi.yml': wifiUserData,
  'wifi-commented.yml': commentedWifi,
  'meta.yml': 'instance-id: iid-local01\n',
  'device.yml': 'hostname: other\n',
  'no-uart.txt': 'enable_uart=0\n',
};

describe.skipIf(!hasDiskTools)(
  'flash on an image with cloud-init, layout of 1.7.1 (skipped without dosfstools and mtools)',
  { timeout: 240_000 },
  () => {
    let bench: FlashBench;
    let server: ImageServer;
    beforeAll(async () => {
      bench = await flashBench();
      server = await startImageServer();
      await makePiImage({ dir: bench.dir, flavour: 'hypriot-1.7.1', name: 'cloud-init.img', rootMb: 6 });
      for (const [name, text] of Object.entries(files)) {
        writeFileSync(join(bench.dir, name), text);
        server.put(name, { body: text });
      }
    }, 300_000);
    afterAll(async () => {
      await server.close();
      bench.remove();
    });

    const boot = (path: string): Promise<string | undefined> => bootFile(join(bench.dir, 'loo'), path);

    async function flashed(...options: string[]): Promise<Outcome> {
      const outcome = await bench.flash('-f', '-d', 'loo', ...options, 'cloud-init.img');
      expect(outcome.output).toContain('Finished.');
      expect(outcome.status).toBe(0);
      await checkBoot(join(bench.dir, 'loo'));
      return outcome;
    }

    async function refused(...options: string[]): Promise<string> {
      const before = readFileSync(join(bench.dir, 'cloud-init.img')).length;
      const { status, output } = await bench.flash('-f', '-d', 'untouched', ...options, 'cloud-init.img');
      expect(status).not.toBe(0);
      expect(output).not.toContain('Finished.');
      expect(() => readFileSync(join(bench.dir, 'untouched'))).toThrow('ENOENT');
      expect(before).toBeGreaterThan(0);
      return output;
    }

    it.each(['missing-comment.yml', 'late-comment.yml', 'bad.yml'])(
      'stops at user-data that cloud-init would not read: %s',
      async (name) => {
        expect(await refused('--userdata', name)).toContain(`${name} is not a valid YAML file!`);
      },
    );

    it('keeps the defaults of the image', async () => {
      await flashed();
      const userData = await boot('user-data');
      for (const line of ['hostname: black-pearl', 'name: pirate', 'plain_text_passwd: hypriot'])
        expect(userData).toContain(line);
      expect(await boot('meta-data')).toMatch(/^instance-id: flash-black-pearl-/);
    });

    it('--hostname sets the host name and nothing else', async () => {
      await flashed('--hostname', 'myhost');
      const userData = await boot('user-data');
      for (const line of ['hostname: myhost', 'name: pirate', 'plain_text_passwd: hypriot']) expect(userData).toContain(line);
    });

    it('--ssid and --password do nothing where the image has no active lines for them, and it says so', async () => {
      const { output } = await flashed('--ssid', 'NEWSSID', '--password', 'NEWPASSWORD');
      expect(output).toContain('--ssid and --password have no effect');
      expect(await boot('user-data')).not.toMatch(/NEWSSID|NEWPASSWORD/);
    });

    it('--ssid and --password go into the user-data that is given', async () => {
      await flashed('--userdata', 'wifi.yml', '--ssid', 'NEWSSID', '--password', 'NEW/PASS&"WORD');
      expect(await boot('user-data')).toBe(
        wifiUserData.replace('"YourSSID"', '"NEWSSID"').replace('"YourSecretPreSharedKey"', '"NEW/PASS&"WORD"'),
      );
    });

    it('--ssid and --password leave comments in the user-data that is given', async () => {
      await flashed('--userdata', 'wifi-commented.yml', '--ssid', 'NEWSSID', '--password', 'NEWPASSWORD');
      expect(await boot('user-data')).toBe(commentedWifi);
    });

    it('--config leaves user-data as it is', async () => {
      await flashed('--config', 'device.yml');
      expect(await boot('user-data')).toContain('hostname: black-pearl');
      expect(await boot('device-init.yaml')).toBe('hostname: other\n');
    });

    it('--userdata replaces user-data', async () => {
      await flashed('--userdata', 'good.yml');
      expect(await boot('user-data')).toBe(goodUserData);
      expect(await boot('meta-data')).toMatch(/^instance-id: flash-good-/);
    });

    it('--metadata replaces meta-data', async () => {
      await flashed('--userdata', 'good.yml', '--metadata', 'meta.yml');
      expect(await boot('user-data')).toBe(goodUserData);
      expect(await boot('meta-data')).toBe('instance-id: iid-local01\n');
    });

    it('--bootconf replaces config.txt', async () => {
      await flashed('--bootconf', 'no-uart.txt');
      expect(await boot('config.txt')).toBe('enable_uart=0\n');
      expect(await boot('user-data')).toContain('hostname: black-pearl');
    });

    it('--userdata takes an http address', async () => {
      const { output } = await flashed('--userdata', `${server.url}good.yml`);
      expect(output).toContain('Downloading');
      expect(await boot('user-data')).toBe(goodUserData);
    });

    it('--metadata takes an http address', async () => {
      const { output } = await flashed('--userdata', 'good.yml', '--metadata', `${server.url}meta.yml`);
      expect(output).toContain('Downloading');
      expect(await boot('meta-data')).toBe('instance-id: iid-local01\n');
    });

    it.each(['--userdata', '--metadata'])('%s stops at an address that is not there', async (option) => {
      const output = await refused(option, `${server.url}none.yml`);
      expect(output).toContain('Downloading');
      expect(output).toContain('The requested URL returned error: 404');
    });

    describe('with https addresses', () => {
      let https: ReturnType<typeof createServer>;
      let base: string;
      beforeAll(async () => {
        const [key, cert] = [join(bench.dir, 'key.pem'), join(bench.dir, 'cert.pem')];
        const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
        execFileSync(
          'openssl',
          ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject],
          {
            stdio: 'ignore',
          },
        );
        bench.env['NODE_EXTRA_CA_CERTS'] = cert;
        https = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
          response.end(request.url === '/good.yml' ? goodUserData : files['meta.yml']);
        });
        await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
        base = `https://127.0.0.1:${(https.address() as AddressInfo).port}/`;
      });
      afterAll(() => new Promise((resolve) => https.close(resolve)));

      it('--userdata takes one', async () => {
        const { output } = await flashed('--userdata', `${base}good.yml`);
        expect(output).toContain('Downloading');
        expect(await boot('user-data')).toBe(goodUserData);
      });

      it('--metadata takes one', async () => {
        await flashed('--userdata', 'good.yml', '--metadata', `${base}meta.yml`);
        expect(await boot('meta-data')).toBe('instance-id: iid-local01\n');
      });
    });
  },
);
