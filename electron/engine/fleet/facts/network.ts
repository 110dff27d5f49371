import type { NodeFacts } from '../../../contract/facts.ts';
import { known, shown, words, type Sections } from './sections.ts';

type NetworkFacts = Pick<
  NodeFacts,
  'interfaces' | 'defaultRoute' | 'hostname' | 'hostnameResolvesTo' | 'dns' | 'ipForward' | 'bridgeFilter' | 'portsTaken'
>;

/** Ports that Kubernetes listens on (kubernetes.io/docs/reference/networking/ports-and-protocols). */
const kubernetesPorts = new Set([6443, 2379, 2380, 10250, 10256, 10257, 10259]);

export function networkFacts(sections: Sections): NetworkFacts {
  return {
    interfaces: interfacesOf(sections),
    hostnameResolvesTo: sections.lines('own-name').map(shown).filter(isAddress).slice(0, 20),
    ...known({
      defaultRoute: defaultRoute(sections.lines('route')),
      hostname: sections.first('hostname'),
      dns: resolver(sections.lines('resolver')),
      ipForward: switchOf(sections.first('ip-forward')),
      bridgeFilter: switchOf(sections.first('bridge-filter')),
      portsTaken: portsTaken(sections.lines('listening')),
    }),
  };
}

const isAddress = (text: string): boolean => /^[0-9a-f.:]{2,45}(?:%[\w.-]{1,15})?$/i.test(text);

const switchOf = (text: string | undefined): boolean | undefined => (text === '1' ? true : text === '0' ? false : undefined);

/** `2: eth0    inet 10.77.0.35/24 brd … scope global eth0`: joined to the card's MAC; loopback is left out. */
function interfacesOf(sections: Sections): NodeFacts['interfaces'] {
  const addresses = sections.lines('addresses').map(words);
  return sections
    .lines('macs')
    .map(words)
    .flatMap(([name, mac]) => {
      if (name === undefined || name === 'lo' || mac === undefined || !/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(mac)) return [];
      const own = addresses.flatMap(([, card, family, address]) =>
        card === name && (family === 'inet' || family === 'inet6') && address !== undefined ? [shown(address)] : [],
      );
      return [{ name: shown(name), mac: mac.toLowerCase(), addresses: own.slice(0, 20) }];
    })
    .slice(0, 100);
}

/** The first default route is the one that is used. */
function defaultRoute(lines: readonly string[]): NodeFacts['defaultRoute'] {
  const line = lines.map(words).find(([word]) => word === 'default');
  const after = (key: string): string | undefined => line?.[line.indexOf(key) + 1];
  if (line === undefined || !line.includes('via') || !line.includes('dev')) return undefined;
  return { gateway: shown(after('via') ?? ''), interface: shown(after('dev') ?? '') };
}

function resolver(lines: readonly string[]): NodeFacts['dns'] {
  const found = lines.map(words);
  if (found.length === 0) return undefined;
  const servers = found.flatMap(([key, value]) => (key === 'nameserver' && value !== undefined ? [shown(value)] : []));
  const search = found.flatMap(([key, ...values]) => (key === 'search' || key === 'domain' ? values.map(shown) : []));
  return { servers: servers.slice(0, 10), search: [...new Set(search)].filter((domain) => domain !== '.').slice(0, 10) };
}

/** `00000000:192B`: address and port in hexadecimal, from /proc/net/tcp. An empty answer may mean that nothing could be read. */
function portsTaken(lines: readonly string[]): readonly number[] | undefined {
  if (lines.length === 0) return undefined;
  const ports = lines.map((line) => Number.parseInt(/:([0-9A-F]{4})$/i.exec(line.trim())?.[1] ?? '', 16));
  return [...new Set(ports.filter((port) => kubernetesPorts.has(port)))].sort((a, b) => a - b);
}
