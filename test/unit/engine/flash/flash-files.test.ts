import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flashSettingsSchema, type FlashSettings } from '../../../../electron/contract/flash.ts';
import { flashFiles, type BootTexts } from '../../../../electron/engine/flash/flash-files.ts';
import { deviceInitYaml, wifiUserData } from '../../../fakes/flash-files.ts';

const now = new Date('2026-11-21T10:11:12.345Z');
const stock = '#cloud-config\nhostname: black-pearl\nmanage_etc_hosts: true\n';

const file = (source: string, text: string): { source: string; text: string } => ({ source, text });
const flash = (current: BootTexts, settings: Partial<FlashSettings> = {}): Record<string, string> =>
  Object.fromEntries(flashFiles(current, flashSettingsSchema.parse(settings), now).map(({ path, content }) => [path, content]));

describe('flashFiles on cloud-init images', () => {
  it('gives empty meta-data an instance-id and touches nothing else', () => {
    expect(flash({ 'user-data': stock, 'meta-data': '', 'config.txt': 'a' })).toEqual({
      'meta-data': `instance-id: flash-black-pearl-${now.getTime().toString(36)}\n`,
    });
  });

  it('makes meta-data where there is none', () => {
    expect(Object.keys(flash({ 'user-data': stock }))).toEqual(['meta-data']);
  });

  it('changes nothing on a card that needs nothing', () => {
    expect(flash({ 'user-data': stock, 'meta-data': 'instance-id: pirate001\n' })).toEqual({});
  });

  it('sets the host name and a new instance-id, so that cloud-init applies it on a card that has run', () => {
    const files = flash({ 'user-data': stock, 'meta-data': 'instance-id: pirate001\nlocal: 1\n' }, { hostname: 'pi1' });
    expect(files['user-data']).toBe(stock.replace('black-pearl', 'pi1'));
    expect(parse(files['meta-data'] ?? '')).toEqual({ 'instance-id': expect.stringMatching(/^flash-pi1-/) as string, local: 1 });
  });

  it('gives each configuration another instance-id', () => {
    const first = flash({ 'user-data': stock, 'meta-data': '' }, { hostname: 'pi1' });
    const again = flashFiles(first, flashSettingsSchema.parse({ hostname: 'pi2' }), new Date(now.getTime() + 1000));
    expect(again.find(({ path }) => path === 'meta-data')?.content).toMatch(/^instance-id: flash-pi2-/);
  });

  it.each([
    ['an id that somebody chose', { 'meta-data': 'instance-id: mine\n' }, {}],
    ['meta-data that is given', { 'meta-data': '' }, { metaData: file('m', 'instance-id: mine\n') }],
  ])('keeps %s', (_what, current, settings) => {
    const files = flash({ 'user-data': stock, ...current }, { hostname: 'pi1', ...settings });
    expect(files['meta-data'] ?? current['meta-data']).toBe('instance-id: mine\n');
  });

  it('puts settings into user-data that is given', () => {
    const files = flash(
      { 'user-data': stock, 'meta-data': '' },
      { userData: file('w.yml', wifiUserData), ssid: 'net', wifiKey: 'key' },
    );
    expect(files['user-data']).toBe(wifiUserData.replace('"YourSSID"', '"net"').replace('"YourSecretPreSharedKey"', '"key"'));
  });

  it('refuses to change user-data that cannot be understood', () => {
    expect(() => flash({ 'user-data': '#!/bin/sh\n' }, { hostname: 'x' })).toThrow(/user-data is not a valid YAML file!/);
  });
});

describe('flashFiles on device-init images', () => {
  it('leaves the stock file as it is', () => {
    expect(flash({ 'device-init.yaml': deviceInitYaml })).toEqual({});
  });

  it('sets every value at its key and keeps the comments', () => {
    const files = flash(
      { 'device-init.yaml': deviceInitYaml },
      { hostname: 'pi1', ssid: 'my"net', wifiKey: 'a/b&c', clusterLab: 'true' },
    );
    const text = files['device-init.yaml'] ?? '';
    expect(parse(text)).toMatchObject({
      hostname: 'pi1',
      wifi: { interfaces: { wlan0: { ssid: 'my"net', password: 'a/b&c' } } },
      clusterlab: { service: { run_on_boot: 'true' } },
    });
    expect(text.match(/^#.*$/gm)).toEqual(deviceInitYaml.match(/^#.*$/gm));
    expect(text).toContain('    wlan0:\n      ssid: "my\\"net"\n      password: "a/b&c"\n');
  });

  it('takes --config in place of it, without touching user-data', () => {
    const files = flash(
      { 'user-data': stock, 'meta-data': 'instance-id: a\n' },
      { deviceInit: file('x/device.yml', 'hostname: other\n') },
    );
    expect(files).toEqual({ 'device-init.yaml': 'hostname: other\n' });
  });
});

describe('flashFiles on the first images of Hypriot', () => {
  const occi = '# name\nhostname=hypriot\n\n# wifi_ssid="your-ssid"\n# wifi_password="your-key"\n';

  it('sets its lines, comments too', () => {
    const files = flash({ 'occidentalis.txt': occi }, { hostname: 'pi1', ssid: 'n&/$1', wifiKey: 'key' });
    expect(files['occidentalis.txt']).toBe('# name\nhostname=pi1\n\nwifi_ssid=n&/$1\nwifi_password=key\n');
  });

  it('knows the file by its name', () => {
    expect(flash({}, { deviceInit: file('my-occi.txt', occi) })).toEqual({ 'occidentalis.txt': occi });
  });

  it('adds keys that are missing', () => {
    expect(flash({ 'occidentalis.txt': 'a=b' }, { hostname: 'x' })['occidentalis.txt']).toBe('a=b\nhostname=x\n');
  });
});

describe('flashFiles on any image', () => {
  it('sets the clock where the image takes one', () => {
    expect(flash({ 'fake-hwclock.data': '2020-01-01 00:00:00\n' })).toEqual({ 'fake-hwclock.data': '2026-11-21 10:11:12\n' });
    expect(flash({ 'config.txt': '' })).toEqual({});
  });

  it('copies files under their own names, and config.txt', () => {
    const files = flash(
      { 'config.txt': 'old' },
      {
        bootConfig: file('no-uart.txt', 'enable_uart=0\n'),
        files: [file('/a/network-config', 'n'), file('https://x.example/b%20c?d', 'w')],
      },
    );
    expect(files).toEqual({ 'config.txt': 'enable_uart=0\n', 'network-config': 'n', 'b c': 'w' });
  });

  it('copies files that are no text, in place of what else would have that name', () => {
    const logo = { source: 'a/logo.bin', text: '/w==', encoding: 'base64' } as const;
    const clock = { ...logo, source: 'Fake-HWClock.data' };
    const files = flashFiles({ 'fake-hwclock.data': '' }, flashSettingsSchema.parse({ files: [logo, clock] }), now);
    expect(files).toMatchObject([
      { path: 'logo.bin', content: '/w==', encoding: 'base64' },
      { path: 'Fake-HWClock.data', content: '/w==', encoding: 'base64' },
    ]);
  });

  it('does not write what is there already, whatever the case of its name', () => {
    expect(flash({ 'CONFIG.TXT': 'same' }, { bootConfig: file('c', 'same') })).toEqual({});
  });

  it('says what each file is for', () => {
    const files = flashFiles({}, flashSettingsSchema.parse({ files: [file('x', 'y')], bootConfig: file('c', 'd') }), now);
    expect(files.every(({ purpose }) => /\.$/.test(purpose))).toBe(true);
  });
});
