import type { ErrorFacts } from '../../../contract/errors.ts';
import type { FinderStatus, FleetNodeState, Sighting, SightingKind, SweepProgress } from '../../../contract/fleet.ts';
import type { Role } from '../../../contract/plan.ts';

/** A node as plan, keys and journal know it. Times here and below are milliseconds since 1970. */
export interface PlannedNode {
  readonly node: string;
  readonly role: Role;
  readonly board: string;
  /** Without prefix length. */
  readonly plannedAddress?: string;
  /** Fingerprints that prove this node: of the key on its card, and of one that was adopted for it. */
  readonly fingerprints: readonly string[];
  readonly cardWrittenAt?: number;
  /** When and where it was last adopted, by the journal. */
  readonly adopted?: SeenAt;
}

export interface SeenAt {
  readonly at: number;
  readonly address: string;
}

/** What the machine at an address showed, from when on, and when it last answered. */
export interface ShownKey {
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  readonly fingerprint: string;
  readonly banner?: string;
  /** When it began to show this key without a break. */
  readonly from: number;
  /** When it last proved that it has the key. */
  readonly provenAt: number;
  readonly aliveAt: number;
}

export type LoginResult =
  | {
      readonly kind: 'ok';
      readonly at: number;
      readonly fingerprint: string;
      readonly machineId: string;
      readonly bootId: string;
    }
  | {
      readonly kind: 'failed';
      readonly at: number;
      readonly fingerprint: string;
      readonly error: ErrorFacts;
      readonly tries: number;
    };

/** All that is known of one address. */
export interface Place {
  readonly address: string;
  /** The newest of each kind. */
  readonly sightings: Partial<Readonly<Record<SightingKind, Sighting>>>;
  /** Nodes that it says it is, in multicast DNS or by phone-home. */
  readonly claims: readonly string[];
  readonly hostName?: string;
  readonly key?: ShownKey;
  /** Probes in a row that had no answer, and the last of them. */
  readonly misses: number;
  readonly missedAt: number;
  readonly login?: LoginResult;
}

/** Addresses that one machine says are its own; the newest statement of each source counts. */
export interface Alias {
  readonly addresses: readonly string[];
  readonly at: number;
}

/** A state and since when. */
export interface Standing {
  readonly state: FleetNodeState;
  readonly since: number;
}

export interface FleetState {
  readonly dir: string;
  readonly cluster: string;
  /** In the plan's order. */
  readonly nodes: readonly PlannedNode[];
  /** Addresses that pass from node to node, such as the API's: whoever answers there tells nothing of where a node is. */
  readonly shared: readonly string[];
  readonly isLooking: boolean;
  readonly places: ReadonlyMap<string, Place>;
  readonly aliases: ReadonlyMap<string, Alias>;
  /** Nodes that passed or failed their preflight. */
  readonly preflights: ReadonlyMap<string, { readonly passed: boolean; readonly at: number }>;
  readonly lastSeen: ReadonlyMap<string, SeenAt>;
  readonly standings: ReadonlyMap<string, Standing>;
  readonly finders: readonly FinderStatus[];
  readonly sweep?: SweepProgress;
}

/** What happens to a fleet. */
export type FleetEvent =
  | {
      readonly type: 'planned';
      readonly cluster: string;
      readonly nodes: readonly PlannedNode[];
      /** None where absent. */
      readonly shared?: readonly string[];
      readonly at: number;
    }
  | { readonly type: 'looking'; readonly on: boolean; readonly at: number }
  /** `claims`: the node it says it is. `alias`: all its addresses, by one source. */
  | {
      readonly type: 'sighted';
      readonly at: number;
      readonly sighting: Sighting;
      readonly claims?: string;
      readonly hostName?: string;
      readonly alias?: { readonly source: string; readonly addresses: readonly string[] };
    }
  | {
      readonly type: 'key-shown';
      readonly at: number;
      readonly address: string;
      readonly hostKey: string;
      readonly fingerprint: string;
      readonly banner?: string;
    }
  /** It still answers with the banner it had. */
  | { readonly type: 'alive'; readonly at: number; readonly address: string }
  | { readonly type: 'silent'; readonly at: number; readonly address: string }
  | {
      readonly type: 'logged-in';
      readonly at: number;
      readonly address: string;
      readonly fingerprint: string;
      readonly machineId: string;
      readonly bootId: string;
      readonly addresses: readonly string[];
    }
  | {
      readonly type: 'login-failed';
      readonly at: number;
      readonly address: string;
      readonly fingerprint: string;
      readonly error: ErrorFacts;
    }
  | { readonly type: 'preflight'; readonly at: number; readonly node: string; readonly passed: boolean }
  | { readonly type: 'finders'; readonly at: number; readonly finders: readonly FinderStatus[] }
  | { readonly type: 'sweep'; readonly at: number; readonly progress: SweepProgress }
  | { readonly type: 'forgotten'; readonly at: number; readonly node: string };

/** After so many probes without an answer a machine is gone: one lost packet is no news. */
export const lostAfter = 3;

export const emptyFleet = (dir: string): FleetState => ({
  dir,
  cluster: '',
  nodes: [],
  shared: [],
  isLooking: false,
  places: new Map(),
  aliases: new Map(),
  preflights: new Map(),
  lastSeen: new Map(),
  standings: new Map(),
  finders: [],
});

export const emptyPlace = (address: string): Place => ({ address, sightings: {}, claims: [], misses: 0, missedAt: 0 });

/** Whether the machine at this address answers now. */
export const isLive = ({ key, misses }: Place): boolean => key !== undefined && misses < lostAfter;
