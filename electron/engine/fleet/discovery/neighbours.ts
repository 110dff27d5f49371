import { readFile } from 'node:fs/promises';

/**
 * Prefixes of Raspberry Pi hardware addresses: Foundation and Trading in the IEEE registry of organisations (MA-L).
 * A hint for people, never a proof: hardware addresses are set at will.
 */
const raspberryPrefixes = ['b8:27:eb', 'dc:a6:32', 'e4:5f:01', '28:cd:c1', 'd8:3a:dd', '2c:cf:67', '88:a2:9e'];

export const vendorOf = (mac: string): string | undefined =>
  raspberryPrefixes.includes(mac.toLowerCase().slice(0, 8)) ? 'Raspberry Pi' : undefined;

/** Hardware addresses by IPv4 address, from the text of Linux's /proc/net/arp (proc_net(5)); incomplete entries are left out. Pure. */
export function parseArpTable(text: string): ReadonlyMap<string, string> {
  const rows = text.split('\n').slice(1, 4097);
  return new Map(
    rows.flatMap((row) => {
      const [address = '', , flags = '', mac = ''] = row.split(/\s+/);
      const isComplete = flags !== '0x0' && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac) && mac !== '00:00:00:00:00:00';
      return isComplete ? [[address, mac.toLowerCase()] as const] : [];
    }),
  );
}

/** The neighbour table of this computer; empty where the system does not show it as a file. */
export const readNeighbours = (): Promise<ReadonlyMap<string, string>> =>
  readFile('/proc/net/arp', 'utf8').then(parseArpTable, () => new Map());
