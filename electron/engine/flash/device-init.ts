import type { FlashSettings } from '../../contract/flash.ts';
import { notYaml } from './user-data.ts';
import { parseYamlMap, setYamlValue, type YamlEdit } from './yaml-value.ts';

const wlan = ['wifi', 'interfaces', 'wlan0'] as const;

/**
 * device-init.yaml (HypriotOS up to 1.6) with the settings in it; lines that are only comments stay comments.
 * Errors: `firstboot/bad-file` when there is something to change and the text is no YAML.
 */
export function editDeviceInit(text: string, settings: FlashSettings): string {
  const edits = editsOf(settings);
  if (edits.length === 0) return text;
  const parsed = parseYamlMap(text);
  if (parsed.kind === 'wrong') throw notYaml('device-init.yaml', parsed.reason);
  return edits.reduce(setYamlValue, text);
}

/** Keys by the README of hypriot/device-init. */
function editsOf({ hostname, ssid, wifiKey, clusterLab }: FlashSettings): readonly YamlEdit[] {
  const edit = (path: readonly string[], value: string | undefined, quoted: boolean): readonly YamlEdit[] =>
    value === undefined ? [] : [{ path, value, quoted }];
  return [
    ...edit(['hostname'], hostname, false),
    ...edit([...wlan, 'password'], wifiKey, true),
    ...edit([...wlan, 'ssid'], ssid, true),
    ...edit(['clusterlab', 'service', 'run_on_boot'], clusterLab, true),
  ];
}
