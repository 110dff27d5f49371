import { expect, it } from 'vitest';
import { flashSettingsSchema, type FlashSettings } from '../../../../electron/contract/flash.ts';
import { flashFiles, type BootTexts } from '../../../../electron/engine/flash/flash-files.ts';
import { settingsWithoutEffect } from '../../../../electron/engine/flash/without-effect.ts';
import { deviceInitYaml, wifiUserData } from '../../../fakes/flash-files.ts';

const stock = '#cloud-config\nhostname: black-pearl\n';

const notes = (current: BootTexts, options: Partial<FlashSettings>): string[] => {
  const settings = flashSettingsSchema.parse(options);
  return settingsWithoutEffect(current, flashFiles(current, settings, new Date(0)), settings).map(
    (note) => note.split(' ')[0] ?? '',
  );
};

it.each<[string, { card: BootTexts; settings: Partial<FlashSettings> }, string[]]>([
  [
    'nothing to a card that takes all',
    { card: { 'device-init.yaml': deviceInitYaml }, settings: { hostname: 'a', ssid: 'b', clusterLab: 'true' } },
    [],
  ],
  ['--hostname without a file for it', { card: { 'config.txt': '' }, settings: { hostname: 'a' } }, ['--hostname']],
  ['--ssid where user-data has comments only', { card: { 'user-data': stock }, settings: { ssid: 'a' } }, ['--ssid']],
  [
    'nothing where user-data takes it',
    { card: { 'user-data': wifiUserData }, settings: { ssid: 'a', wifiKey: 'b'.repeat(8) } },
    [],
  ],
  ['--clusterlab on newer images', { card: { 'user-data': stock }, settings: { clusterLab: 'true' } }, ['--clusterlab']],
  [
    'a key that no access point accepts',
    { card: { 'device-init.yaml': deviceInitYaml }, settings: { wifiKey: 'short' } },
    ['The'],
  ],
])('settingsWithoutEffect says %s', (_what, { card, settings }, expected) => {
  expect(notes(card, settings)).toEqual(expected);
});
