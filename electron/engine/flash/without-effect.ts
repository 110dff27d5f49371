import type { FirstBootFile } from '../../contract/card.ts';
import type { FlashSettings } from '../../contract/flash.ts';
import type { BootTexts } from './flash-files.ts';
import { takesWifiSettings } from './user-data.ts';

/**
 * Settings that nothing on the card takes, a sentence each. hypriot/flash says nothing then, and people look for the
 * mistake on the node.
 */
export function settingsWithoutEffect(current: BootTexts, files: readonly FirstBootFile[], settings: FlashSettings): string[] {
  const texts = new Map(Object.entries(current).map(([path, text]) => [path.toLowerCase(), text]));
  for (const { path, content } of files) texts.set(path.toLowerCase(), content);
  return rules.flatMap(({ applies, note }) => (applies(settings, texts) ? [note] : []));
}

type Texts = ReadonlyMap<string, string>;

interface Rule {
  readonly applies: (settings: FlashSettings, texts: Texts) => boolean;
  readonly note: string;
}

const isOld = (texts: Texts): boolean => texts.has('device-init.yaml') || texts.has('occidentalis.txt');

const rules: readonly Rule[] = [
  {
    applies: ({ hostname }, texts) => hostname !== undefined && !isOld(texts) && !texts.has('user-data'),
    note: '--hostname has no effect: the card has neither user-data nor device-init.yaml.',
  },
  {
    applies: ({ ssid, wifiKey }, texts) =>
      (ssid !== undefined || wifiKey !== undefined) && !isOld(texts) && !takesWifiSettings(texts.get('user-data') ?? ''),
    note: '--ssid and --password have no effect: user-data has no active ssid= and psk= lines. Give a --userdata that has.',
  },
  {
    applies: ({ clusterLab }, texts) => clusterLab !== undefined && !texts.has('device-init.yaml'),
    note: '--clusterlab has no effect: the card has no device-init.yaml.',
  },
  {
    applies: ({ wifiKey }) => wifiKey !== undefined && (wifiKey.length < 8 || wifiKey.length > 64),
    note: 'The Wi-Fi key will not be accepted: keys have 8 to 63 characters, or are 64 hexadecimal digits.',
  },
];
