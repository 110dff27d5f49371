import type { NodeFile } from './node-files.ts';
import type { InterfaceName, NodeNetwork, WifiSettings } from './node-network.ts';

const folder = '/etc/NetworkManager/system-connections';

/** Connection files of NetworkManager (nm-settings-keyfile(5)); it ignores any that others may read. */
export function networkManagerNodeFiles(network: NodeNetwork): readonly NodeFile[] {
  const { fixed, wifi, primary } = network;
  const cable = fixed !== undefined && primary === 'eth0' ? [connection('eth0', network, ethernet)] : [];
  return [...cable, ...(wifi === undefined ? [] : [connection('wlan0', network, wireless(wifi))])];
}

function connection(name: InterfaceName, network: NodeNetwork, kind: readonly string[]): NodeFile {
  const [type = ''] = kind;
  const lines = [
    '[connection]',
    `id=slipway-${name}`,
    `type=${type}`,
    `interface-name=${name}`,
    'autoconnect-priority=10',
    '',
    ...kind.slice(1),
    '[ipv4]',
    ...(name === network.primary ? ipv4Lines(network) : ['method=auto']),
    '',
    '[ipv6]',
    'method=auto',
  ];
  return { path: `${folder}/slipway-${name}.nmconnection`, mode: '0600', content: lines.join('\n') + '\n' };
}

const ethernet = ['ethernet'] as const;

function wireless({ ssid, hidden, psk }: WifiSettings): readonly string[] {
  const security = psk === undefined ? [] : ['[wifi-security]', 'key-mgmt=wpa-psk', `psk=${psk}`, ''];
  return [
    'wifi',
    '[wifi]',
    'mode=infrastructure',
    `ssid=${keyfileSsid(ssid)}`,
    ...(hidden ? ['hidden=true'] : []),
    '',
    ...security,
  ];
}

/** Bytes as decimal numbers for an SSID that is not plain text: the keyfile's own escape, valid for any name. */
const keyfileSsid = (ssid: string): string =>
  /^[A-Za-z0-9_.-]+$/.test(ssid) ? ssid : [...Buffer.from(ssid, 'utf8')].map((byte) => `${byte};`).join('');

function ipv4Lines({ fixed, dns, searchDomain }: NodeNetwork): readonly string[] {
  const gateway = fixed?.gateway === undefined ? '' : `,${fixed.gateway}`;
  return [
    ...(fixed === undefined ? ['method=auto'] : ['method=manual', `address1=${fixed.address}/${fixed.prefixLength}${gateway}`]),
    ...(dns.length === 0 ? [] : [`dns=${dns.map((server) => `${server};`).join('')}`]),
    ...(searchDomain === undefined ? [] : [`dns-search=${searchDomain};`]),
  ];
}
