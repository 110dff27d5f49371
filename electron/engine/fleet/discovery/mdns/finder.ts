import { errorFacts, toSlipwayError, type SlipwayError } from '../../../../contract/errors.ts';
import type { FinderStatus } from '../../../../contract/fleet.ts';
import { interfaceOf, type LocalAddress } from '../local-network.ts';
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
  follow(addresses: readonly LocalAddress[]): void;
  /** Asks everything again now, and then with growing pauses. */
  ask(): void;
  close(): Promise<void>;
}

interface OpenLink {
  readonly local: LocalAddress;
  readonly link: Promise<MdnsLink | undefined>;
  fault?: SlipwayError;
  /** How often the interfaces were looked at since it was opened. */
  looks: number;
}

/** A link that failed is tried again when the interfaces were looked at so often: VPNs have none, and will not get one soon. */
const looksBeforeRetry = 12;

const keyOf = ({ interface: name, address }: LocalAddress): string => `${name} ${address}`;

/** Listens and asks on every interface. A link that fails is tried again when the interfaces are looked at next. */
export function createMdnsFinder(ports: MdnsPorts): MdnsFinder {
  const links = new Map<string, OpenLink>();
  let addresses: readonly LocalAddress[] = [];
  let timer: NodeJS.Timeout | undefined;
  let round = 0;

  const tell = (): void => ports.onStatus([...links.values()].map(statusOf));
  const askAll = (packets: ReturnType<typeof questionPackets>): void => {
    for (const { link } of links.values())
      void link.then((open) => {
        for (const questions of packets) open?.ask(questions);
      });
  };
  const askAndWait = (): void => {
    clearTimeout(timer);
    askAll(questionPackets(ports.missing()));
    timer = setTimeout(askAndWait, questionPause(round));
    round += 1;
  };
  const ask = (): void => {
    round = 0;
    askAndWait();
  };
  const heard = (local: LocalAddress, packet: unknown, from: string): void => {
    // Every socket on the wildcard hears the packets of all interfaces; each is read once.
    if ((interfaceOf(addresses, from) ?? local.interface) !== local.interface) return;
    const { hosts, unresolved } = readPacket(packet, zoneOn(addresses, local.interface));
    for (const host of hosts) ports.onHost(host, { interface: local.interface });
    if (unresolved.length > 0) askAll([unresolved.slice(0, 8).flatMap(hostQuestions)]);
  };
  const add = (local: LocalAddress): void => {
    const failed = (fault: SlipwayError): void => {
      const entry = links.get(keyOf(local));
      if (entry === undefined || entry.fault?.detail === fault.detail) return;
      entry.fault = fault;
      tell();
    };
    const events: LinkEvents = { onPacket: (packet, from) => heard(local, packet, from), onFault: failed };
    const link = ports.open(local, events).catch((thrown: unknown) => {
      failed(toSlipwayError(thrown));
      return undefined;
    });
    links.set(keyOf(local), { local, link, looks: 0 });
  };
  const drop = async (key: string): Promise<void> => {
    const entry = links.get(key);
    links.delete(key);
    await (await entry?.link)?.close();
  };
  return {
    follow: (now) => {
      addresses = now;
      const wanted = new Map(now.map((local) => [keyOf(local), local]));
      const fresh = [...wanted].filter(([key]) => !links.has(key)).map(([, local]) => local);
      const retried = [...links.values()].filter((entry) => needsRetry(entry)).map(({ local }) => local);
      const gone = [...links.keys()].filter((key) => !wanted.has(key));
      for (const key of [...gone, ...retried.map(keyOf)]) void drop(key);
      for (const local of [...fresh, ...retried.filter((entry) => wanted.has(keyOf(entry)))]) add(local);
      if (fresh.length + gone.length + retried.length > 0) tell();
      if (fresh.length > 0) ask();
    },
    ask,
    close: async () => {
      clearTimeout(timer);
      await Promise.all([...links.keys()].map(drop));
    },
  };
}

function needsRetry(entry: OpenLink): boolean {
  entry.looks += 1;
  return entry.fault !== undefined && entry.looks > looksBeforeRetry;
}

/** Link-local addresses in answers are in the zone of the interface they came by. */
const zoneOn = (addresses: readonly LocalAddress[], name: string): string | undefined =>
  addresses.find((local) => local.interface === name && local.zone !== undefined)?.zone;

const statusOf = ({ local, fault }: OpenLink): FinderStatus => ({
  finder: 'mdns',
  interface: local.interface,
  state:
    fault === undefined
      ? { kind: 'working', detail: `Listens on ${local.interface} (${local.address}).` }
      : { kind: 'failed', error: errorFacts(fault) },
});
