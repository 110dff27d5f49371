import type { Connection } from '../identity/due-work.ts';
import type { LinkEvents, MdnsLink } from './mdns/link.ts';
import type { Endpoint, EndpointOptions } from './phone-home/endpoint.ts';
import type { CallSecret } from './phone-home/judge.ts';
import type { InterfaceTable, LocalAddress } from './local-network.ts';

/** What a machine shows before any login. */
export interface ShownMachine {
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  readonly banner?: string;
}

/** What a node says of itself after the login. */
export interface MachineFacts {
  /** 32 hex digits, or empty where it has none. */
  readonly machineId: string;
  readonly bootId: string;
  readonly addresses: readonly string[];
}

export interface LoginTarget {
  readonly node: string;
  readonly address: string;
  /** The only host key that is accepted. */
  readonly hostKey: string;
  readonly connection: Connection;
}

/** How discovery reaches network and clock. */
export interface DiscoveryPorts {
  readonly interfaces: () => InterfaceTable;
  readonly openMdns: (local: LocalAddress, events: LinkEvents) => Promise<MdnsLink>;
  readonly openEndpoint: (options: EndpointOptions) => Promise<Endpoint>;
  /** What cards of the plan prove themselves with when they call, by instance id. */
  readonly secrets: () => ReadonlyMap<string, CallSecret>;
  /** Rejects when the machine shows none. */
  readonly hostKey: (address: string, signal: AbortSignal) => Promise<ShownMachine>;
  /** The banner as in {@link ShownMachine}; undefined when nothing answers. */
  readonly banner: (address: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Whether something takes SSH connections there. */
  readonly answers: (address: string, signal: AbortSignal) => Promise<boolean>;
  readonly neighbours: () => Promise<ReadonlyMap<string, string>>;
  /** Errors: `ssh/*`. */
  readonly login: (target: LoginTarget, signal: AbortSignal) => Promise<MachineFacts>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told what nobody is there to hear. */
  readonly onFault: (thrown: unknown) => void;
}
