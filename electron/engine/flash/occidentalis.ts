import type { FlashSettings } from '../../contract/flash.ts';

/** occidentalis.txt of Hypriot's first releases: `key=value` lines, taken as they are. Keys that are comments become active. */
export function editOccidentalis(text: string, { hostname, ssid, wifiKey }: FlashSettings): string {
  const values = { hostname, wifi_ssid: ssid, wifi_password: wifiKey };
  return Object.entries(values).reduce(
    (edited, [key, value]) => (value === undefined ? edited : setLine(edited, key, value)),
    text,
  );
}

function setLine(text: string, key: string, value: string): string {
  const line = `${key}=${value}`;
  const active = new RegExp(`^[ \\t]*${key}[ \\t]*=.*`, 'm');
  const any = new RegExp(`^[ \\t]*#?[ \\t]*${key}[ \\t]*=.*`, 'm');
  const pattern = active.test(text) ? active : any;
  if (pattern.test(text)) return text.replace(pattern, () => line);
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${line}\n`;
}
