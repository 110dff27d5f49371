import { wpaConfPath } from './interfaces.ts';
import type { NodeFile } from './node-files.ts';
import type { WifiSettings } from './node-network.ts';

/** wpa_supplicant.conf(5) for one network. Without `country` the radio of a Pi 3B+ or later stays off. */
export function wpaSupplicantNodeFile({ ssid, country, hidden, psk }: WifiSettings): NodeFile {
  const lines = [
    `country=${country}`,
    'ctrl_interface=DIR=/var/run/wpa_supplicant GROUP=netdev',
    'update_config=1',
    'network={',
    `    ssid=${wpaSsid(ssid)}`,
    ...(hidden ? ['    scan_ssid=1'] : []),
    ...(psk === undefined ? ['    key_mgmt=NONE'] : ['    key_mgmt=WPA-PSK', `    psk=${psk}`]),
    '}',
  ];
  return { path: wpaConfPath, mode: '0600', content: lines.join('\n') + '\n' };
}

/** A quoted string has no escapes in wpa_supplicant; an SSID with odd bytes is written as unquoted hexadecimal digits. */
export function wpaSsid(ssid: string): string {
  const isPlain = /^[ !#-[\]-~]+$/.test(ssid);
  return isPlain ? `"${ssid}"` : Buffer.from(ssid, 'utf8').toString('hex');
}
