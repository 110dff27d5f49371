import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { flashSettingsSchema, type FlashSettings } from '../../../../electron/contract/flash.ts';
import { checkSettings, plainLines } from '../../../../electron/engine/flash/check-settings.ts';

const file = (source: string, text = ''): { source: string; text: string } => ({ source, text });

function codeOf(settings: Partial<FlashSettings>): string {
  try {
    checkSettings(flashSettingsSchema.parse(settings));
    return 'fine';
  } catch (thrown) {
    return thrown instanceof SlipwayError ? thrown.code : String(thrown);
  }
}

describe('checkSettings', () => {
  it.each<[string, Partial<FlashSettings>, string]>([
    ['nothing', {}, 'fine'],
    ['a host name', { hostname: 'pi-node01' }, 'fine'],
    ['a host name with a domain', { hostname: 'pi1.lan' }, 'fine'],
    ['an empty host name', { hostname: '' }, 'cli/usage'],
    ['a host name with sed in it', { hostname: 'a/;s/x/y' }, 'cli/usage'],
    ['a host name with a newline', { hostname: 'a\nusers: []' }, 'cli/usage'],
    ['a host name that ends with a hyphen', { hostname: 'a-' }, 'cli/usage'],
    ['a long host name', { hostname: 'a'.repeat(64) }, 'cli/usage'],
    ['an SSID with an emoji', { ssid: 'café ☕' }, 'fine'],
    ['an SSID with a newline', { ssid: 'a\npsk="x"' }, 'cli/usage'],
    ['an empty SSID', { ssid: '' }, 'cli/usage'],
    ['an SSID of 33 bytes', { ssid: 'é'.repeat(17) }, 'cli/usage'],
    ['a key with quotes and dollars', { wifiKey: `a"b'c$d&/\\` }, 'fine'],
    ['a key with a newline', { wifiKey: 'a\nb' }, 'cli/usage'],
    ['good user-data', { userData: file('u', '#cloud-config\n') }, 'fine'],
    ['user-data that is a script', { userData: file('u', '#!/bin/sh\n') }, 'firstboot/bad-file'],
    ['meta-data that is no YAML', { metaData: file('m', 'a: "\n') }, 'firstboot/bad-file'],
    ['a device-init.yaml with tabs', { deviceInit: file('d.yml', 'wifi:\n\tx: 1\n') }, 'firstboot/bad-file'],
    ['an occidentalis.txt, which is no YAML', { deviceInit: file('occidentalis.txt', 'hostname=a\n\t"') }, 'fine'],
    ['two files of one name', { files: [file('a/x'), file('b/X')] }, 'firstboot/bad-file'],
    ['an address without a file name', { files: [file('https://x.example/')] }, 'firstboot/bad-file'],
    ['an address whose name is a path', { files: [file('https://x.example/overlays%2Fx.dtbo')] }, 'firstboot/bad-file'],
    ['an address whose name leads elsewhere', { files: [file('https://x.example/a/%2E%2E')] }, 'firstboot/bad-file'],
  ])('judges %s', (_what, settings, expected) => {
    expect(codeOf(settings)).toBe(expected);
  });

  it('never repeats a key', () => {
    expect(() => checkSettings(flashSettingsSchema.parse({ wifiKey: 'secret\n' }))).toThrow(/^(?!.*secret)/);
  });
});

describe('plainLines', () => {
  it('takes away what Windows editors add', () => {
    expect(plainLines('\uFEFF#cloud-config\r\na: 1\r\n')).toBe('#cloud-config\na: 1\n');
  });
});
