import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { checkUserData, withHostname, withWifi } from '../../../../electron/engine/flash/user-data.ts';
import { wifiUserData } from '../../../fakes/flash-files.ts';

describe('checkUserData', () => {
  it.each([
    ['without #cloud-config', 'hostname: good\n'],
    ['with #cloud-config on the second line', '# mine\n#cloud-config\nhostname: good\n'],
    ['with a word that only begins alike', '#cloud-config-archive\nhostname: x\n'],
    ['with broken YAML', '#cloud-config\nhostname: good\n  name: other\n'],
    ['with tabs', '#cloud-config\nusers:\n\t- name: x\n'],
    ['that is empty', ''],
  ])('refuses user-data %s', (_what, text) => {
    expect(() => checkUserData(text, 'my.yml')).toThrow(/File my\.yml is not a valid YAML file!/);
  });

  it.each(['#cloud-config\n', '#cloud-config', '#cloud-config \nhostname: x\n'])('takes %j', (text) => {
    expect(() => checkUserData(text, 'my.yml')).not.toThrow();
  });
});

describe('withHostname', () => {
  it('changes the key hostname and nothing else', () => {
    const text =
      '#cloud-config\n# hostname: no\npreserve_hostname: false\nhostname: black-pearl # here\nmanage_etc_hosts: true\n';
    expect(withHostname(text, 'pi1')).toBe(text.replace('black-pearl', 'pi1'));
  });
});

describe('withWifi', () => {
  const fileOf = (text: string): string => (parse(text) as { write_files: { content: string }[] }).write_files[1]?.content ?? '';

  it('replaces the active lines of a literal block', () => {
    const changed = withWifi(wifiUserData, { ssid: 'my net', wifiKey: 'my secret key' });
    expect(changed).toBe(wifiUserData.replace('"YourSSID"', '"my net"').replace('"YourSecretPreSharedKey"', '"my secret key"'));
  });

  it('leaves lines that are comments as they are', () => {
    const commented = wifiUserData
      .replace('ssid="', '#ssid="')
      .replace(/^write_files:[^]*?(?=runcmd)/m, (block) => block.replace(/^/gm, '# '));
    expect(withWifi(commented, { ssid: 'a', wifiKey: 'b' })).toBe(commented);
  });

  it('leaves keys that only end alike as they are', () => {
    const text = wifiUserData.replace('ssid="YourSSID"', 'scan_ssid=1\n      bssid=00:11:22:33:44:55\n      ssid="YourSSID"');
    expect(withWifi(text, { ssid: 'x', wifiKey: undefined })).toBe(text.replace('"YourSSID"', '"x"'));
  });

  it('reaches files that are written as a quoted or folded text', () => {
    const text = '#cloud-config\nwrite_files:\n- {path: /a}\n- path: /b\n  content: "network={\\nssid=\\"x\\"\\n}\\n"\n# end\n';
    const changed = withWifi(text, { ssid: 'y', wifiKey: undefined });
    expect(fileOf(changed)).toBe('network={\nssid="y"\n}\n');
    expect(changed).toContain('# end');
  });

  it('lets no value out of its quotes, whatever is in it', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 32 });
    fc.assert(
      fc.property(printable, printable, (ssid, wifiKey) => {
        const changed = fileOf(withWifi(wifiUserData, { ssid, wifiKey })).split('\n');
        expect(changed).toHaveLength(fileOf(wifiUserData).split('\n').length);
        expect(changed).toContain(`ssid="${ssid}"`);
        expect(changed).toContain(`psk="${wifiKey}"`);
      }),
    );
  });

  it.each([
    ['an emoji as hexadecimal digits', { ssid: '☕', wifiKey: undefined }, 'ssid=e29895'],
    ['a finished key without quotes', { ssid: undefined, wifiKey: 'ab'.repeat(32) }, `psk=${'ab'.repeat(32)}`],
  ])('writes %s', (_what, wifi, line) => {
    expect(fileOf(withWifi(wifiUserData, wifi)).split('\n')).toContain(line);
  });
});
