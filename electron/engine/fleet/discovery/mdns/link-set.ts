import { errorFacts, toSlipwayError, type SlipwayError } from '../../../../contract/errors.ts';
import type { FinderStatus } from '../../../../contract/fleet.ts';
import type { LocalAddress } from '../local-network.ts';
import type { LinkEvents, MdnsLink } from './link.ts';
import type { Question } from './questions.ts';

export interface LinkSetPorts {
  readonly open: (local: LocalAddress, events: LinkEvents) => Promise<MdnsLink>;
  readonly onPacket: (local: LocalAddress, packet: unknown, from: string) => void;
  readonly onStatus: (statuses: readonly FinderStatus[]) => void;
}

export interface LinkSet {
  /** Opens links on new addresses, closes those that are gone, and tries those that failed again now and then. */
  follow: (addresses: readonly LocalAddress[]) => 'grew' | 'same';
  ask: (packets: readonly (readonly Question[])[]) => void;
  close: () => Promise<void>;
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

/** One link for each address of this computer, as they come and go. */
export function createLinkSet({ open, onPacket, onStatus }: LinkSetPorts): LinkSet {
  const links = new Map<string, OpenLink>();
  const tell = (): void => onStatus([...links.values()].map(statusOf));
  const add = (local: LocalAddress): void => {
    const failed = (fault: SlipwayError): void => {
      const entry = links.get(keyOf(local));
      if (entry === undefined || entry.fault?.detail === fault.detail) return;
      entry.fault = fault;
      tell();
    };
    const events: LinkEvents = { onPacket: (packet, from) => onPacket(local, packet, from), onFault: failed };
    const link = open(local, events).catch((thrown: unknown) => {
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
    follow: (addresses) => {
      const wanted = new Set(addresses.map(keyOf));
      const fresh = addresses.filter((local) => !links.has(keyOf(local)));
      const gone = [...links.keys()].filter((key) => !wanted.has(key));
      const retried = [...links.values()].filter(({ local }) => wanted.has(keyOf(local))).filter(needsRetry);
      for (const key of [...gone, ...retried.map(({ local }) => keyOf(local))]) void drop(key);
      for (const local of [...fresh, ...retried.map((entry) => entry.local)]) add(local);
      if (fresh.length + gone.length + retried.length > 0) tell();
      return fresh.length > 0 ? 'grew' : 'same';
    },
    ask: (packets) => {
      for (const { link } of links.values())
        void link.then((opened) => {
          for (const questions of packets) opened?.ask(questions);
        });
    },
    close: async () => {
      await Promise.all([...links.keys()].map(drop));
    },
  };
}

function needsRetry(entry: OpenLink): boolean {
  entry.looks += 1;
  return entry.fault !== undefined && entry.looks > looksBeforeRetry;
}

const statusOf = ({ local, fault }: OpenLink): FinderStatus => ({
  finder: 'mdns',
  interface: local.interface,
  state:
    fault === undefined
      ? { kind: 'working', detail: `Listens on ${local.interface} (${local.address}).` }
      : { kind: 'failed', error: errorFacts(fault) },
});
