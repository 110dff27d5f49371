import type { FinderStatus } from '../../../../contract/fleet.ts';
import { interfaceOf, type LocalAddress } from '../local-network.ts';
import { createLinkSet } from './link-set.ts';
import type { LinkEvents, MdnsLink } from './link.ts';
import { hostQuestions, questionPackets, questionPause } from './questions.ts';
import { readPacket, type HostNews } from './read-packet.ts';

export interface MdnsPorts {
  readonly open: (local: LocalAddress, events: LinkEvents) => Promise<MdnsLink>;
  /** Nodes that are missing: their names are asked for. */
  readonly missing: () => readonly string[];
  readonly onHost: (host: HostNews, on: { readonly interface: string }) => void;
  readonly onStatus: (statuses: readonly FinderStatus[]) => void;
}

export interface MdnsFinder {
  /** Opens links on new addresses and closes those that are gone. */
  follow: (addresses: readonly LocalAddress[]) => void;
  /** Asks everything again now, and then with growing pauses. */
  ask: () => void;
  close: () => Promise<void>;
}

/** Listens and asks on every interface. */
export function createMdnsFinder(ports: MdnsPorts): MdnsFinder {
  let addresses: readonly LocalAddress[] = [];
  let timer: NodeJS.Timeout | undefined;
  let round = 0;

  const heard = (local: LocalAddress, packet: unknown, from: string): void => {
    // Every socket on the wildcard hears the packets of all interfaces; each is read once.
    if ((interfaceOf(addresses, from) ?? local.interface) !== local.interface) return;
    const { hosts, unresolved } = readPacket(packet, zoneOn(addresses, local.interface));
    for (const host of hosts) ports.onHost(host, { interface: local.interface });
    if (unresolved.length > 0) links.ask([unresolved.slice(0, 8).flatMap(hostQuestions)]);
  };
  const links = createLinkSet({ open: ports.open, onPacket: heard, onStatus: ports.onStatus });
  const askAndWait = (): void => {
    clearTimeout(timer);
    links.ask(questionPackets(ports.missing()));
    timer = setTimeout(askAndWait, questionPause(round));
    round += 1;
  };
  const ask = (): void => {
    round = 0;
    askAndWait();
  };
  return {
    follow: (now) => {
      addresses = now;
      if (links.follow(now) === 'grew') ask();
    },
    ask,
    close: () => {
      clearTimeout(timer);
      return links.close();
    },
  };
}

/** Link-local addresses in answers are in the zone of the interface they came by. */
const zoneOn = (addresses: readonly LocalAddress[], name: string): string | undefined =>
  addresses.find((local) => local.interface === name && local.zone !== undefined)?.zone;
