/** What a wpa_supplicant network block is told. */
export interface Wifi {
  readonly ssid: string | undefined;
  readonly wifiKey: string | undefined;
}

/**
 * Replaces the values of `ssid=` and `psk=` lines in the text of a wpa_supplicant.conf; lines that are comments, and keys
 * that only end alike (`scan_ssid=`, `bssid=`), stay. The same text when there is nothing to replace.
 */
export function replaceWifi(text: string, { ssid, wifiKey }: Wifi): string {
  const named = ssid === undefined ? text : text.replace(lineOf('ssid'), (_all, start: string) => start + ssidValue(ssid));
  return wifiKey === undefined ? named : named.replace(lineOf('psk'), (_all, start: string) => start + pskValue(wifiKey));
}

/** Whether the text has lines that {@link replaceWifi} would change. */
export const takesWifi = (text: string): boolean => lineOf('ssid').test(text) || lineOf('psk').test(text);

const lineOf = (key: string): RegExp => new RegExp(`^([ \\t]*${key}[ \\t]*=[ \\t]*)[^\\r\\n]*`, 'gm');

/**
 * wpa_supplicant takes what stands between the first and the last quote as it is, so quotes and backslashes need no escape;
 * anything beyond plain ASCII is written as hexadecimal digits without quotes (wpa_supplicant.conf, `ssid`).
 */
const ssidValue = (ssid: string): string => (/^[ -~]+$/.test(ssid) ? `"${ssid}"` : Buffer.from(ssid, 'utf8').toString('hex'));

/** 64 hexadecimal digits are the key itself; a passphrase stands in quotes. */
const pskValue = (key: string): string => (/^[0-9a-fA-F]{64}$/.test(key) ? key : `"${key}"`);
