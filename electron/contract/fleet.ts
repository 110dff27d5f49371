import { z } from 'zod';
import type { ErrorFacts } from './errors.ts';
import type { Role } from './plan.ts';

interface Seen {
  /** IPv4 or IPv6; a link-local IPv6 address carries its zone: `fe80::1%eth0`. */
  readonly address: string;
  /** When it was last noticed this way. ISO 8601. */
  readonly at: string;
  /** The interface of this computer it was noticed on. */
  readonly interface?: string;
}

/** How something was noticed on the network. It never proves who it is: only a host key does (design §8). */
export type Sighting =
  /** It announced itself or answered in multicast DNS. `name` is its host name there, `service` what it offers. */
  | (Seen & { readonly how: 'mdns'; readonly name?: string; readonly service?: string })
  /** Its card called this computer, with a proof that it holds the card's secret. */
  | (Seen & { readonly how: 'phone-home'; readonly bootId: string })
  | (Seen & { readonly how: 'planned-address' })
  /** `mac` from this computer's neighbour table, where it can be read; `vendor` by the prefix of that. */
  | (Seen & { readonly how: 'sweep'; readonly mac?: string; readonly vendor?: string })
  /** Somebody typed its address. */
  | (Seen & { readonly how: 'typed' });
export type SightingKind = Sighting['how'];

/**
 * Where a node stands. A node is ours when it shows the host key that is on its card, whatever its address;
 * `wrong-host-key`, `duplicate` and `cloned` are named and left alone.
 */
export type FleetNodeState =
  /** No card has been written for it. */
  | { readonly kind: 'planned' }
  /** Its card is written; nobody has looked for it yet. ISO 8601. */
  | { readonly kind: 'card-written'; readonly at: string }
  /** Looked for and not there yet. `awake`: it was noticed on the network, and SSH does not answer yet. */
  | { readonly kind: 'waiting-for-boot'; readonly awake: boolean }
  /** It shows its host key. `login`: why nobody could log in so far; absent before the first try. */
  | { readonly kind: 'found'; readonly address: string; readonly login?: ErrorFacts }
  /** It took our login. */
  | { readonly kind: 'adopted'; readonly address: string }
  /** Adopted, and its preflight has no error. */
  | { readonly kind: 'ready'; readonly address: string }
  /** It was there, and does not answer any more. `since`: ISO 8601. */
  | { readonly kind: 'lost'; readonly since: string; readonly lastAddress: string }
  /** The machine at its address, or the one that says it is this node, shows another key. Nothing is said to it. */
  | { readonly kind: 'wrong-host-key'; readonly address: string; readonly fingerprint: string }
  /** Two machines show the key of this one node: its card was written or copied twice. */
  | { readonly kind: 'duplicate'; readonly addresses: readonly string[] }
  /** Its machine-id is that of other nodes too. */
  | { readonly kind: 'cloned'; readonly machineId: string; readonly nodes: readonly string[]; readonly address: string };

/** One sentence about a node, and what to try when something is missing. */
export interface NodeSays {
  readonly text: string;
  readonly tries: readonly string[];
}

export interface FleetNode {
  readonly node: string;
  readonly role: Role;
  readonly board: string;
  /** Without prefix length, where the plan has one. */
  readonly plannedAddress?: string;
  /** `SHA256:…` of the host key that is on its card, or was adopted; absent until a card was made. */
  readonly fingerprint?: string;
  readonly state: FleetNodeState;
  /** Since when it is in this state. ISO 8601. */
  readonly since: string;
  /** Where it shows its host key now, the best one first. */
  readonly addresses: readonly string[];
  /** Newest first; one for each way and address. */
  readonly sightings: readonly Sighting[];
  readonly says: NodeSays;
}

/** A machine with SSH that shows no key of this plan. It is never logged in to. Its texts are plain text. */
export interface ForeignMachine {
  /** Its fingerprint; one machine has one entry whatever its addresses. */
  readonly id: string;
  readonly address: string;
  readonly addresses: readonly string[];
  /** `SHA256:…` of its host key. */
  readonly fingerprint: string;
  readonly hostName?: string;
  /** What its SSH server says it is: `SSH-2.0-OpenSSH_9.2p1`. */
  readonly banner?: string;
  readonly vendor?: string;
  readonly sightings: readonly Sighting[];
  /** The node whose name or planned address it has: a card that was made elsewhere, or an impostor. */
  readonly claims?: string;
}

export type FinderKind = 'mdns' | 'phone-home' | 'planned-address' | 'sweep';

/** One way of finding machines, on one interface where it has one, and how it is doing. */
export interface FinderStatus {
  readonly finder: FinderKind;
  readonly interface?: string;
  readonly state:
    | { readonly kind: 'working'; readonly detail: string }
    | { readonly kind: 'stopped' }
    | { readonly kind: 'failed'; readonly error: ErrorFacts };
}

/** The TCP-22 sweep of local subnets, once one was asked for. */
export interface SweepProgress {
  readonly running: boolean;
  readonly done: number;
  readonly total: number;
  /** As swept: `192.168.10.0/24`. */
  readonly subnets: readonly string[];
}

/** The whole fleet of a project; `revision` grows with every change, so that a page that reloads resumes. */
export interface FleetSnapshot {
  readonly dir: string;
  readonly cluster: string;
  readonly revision: number;
  /** In the plan's order. */
  readonly nodes: readonly FleetNode[];
  /** Those that claim to be a node first. */
  readonly foreign: readonly ForeignMachine[];
  readonly sources: readonly FinderStatus[];
  readonly sweep?: SweepProgress;
}

export const fleetSweepSchema = z.strictObject({
  dir: z.string(),
  /** `192.168.10.0/24`, each /22 or smaller; those of this computer's interfaces where absent. */
  subnets: z.array(z.string().max(64)).max(16).optional(),
});
export type FleetSweep = z.output<typeof fleetSweepSchema>;

export const fleetAddressSchema = z.strictObject({ dir: z.string(), address: z.string().min(1).max(255) });
export type FleetAddress = z.output<typeof fleetAddressSchema>;

export const fleetNodeSchema = z.strictObject({ dir: z.string(), node: z.string() });

/** `fingerprint` as shown and compared: `SHA256:…`. */
export const fleetAdoptSchema = fleetNodeSchema.extend({ fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/) });
export type FleetAdopt = z.output<typeof fleetAdoptSchema>;

/** Finds the machines of a plan and says which are ours. Looking goes on while somebody watches. */
export interface FleetService {
  /** The fleet now and after each change; discovery runs until the last watcher leaves. Errors: `plan/has-errors`, `project/*`. */
  watch(input: { readonly dir: string }, signal: AbortSignal): AsyncIterable<FleetSnapshot>;
  /** What is known now; whoever is watching gets a new look at once. Errors: `plan/has-errors`, `project/*`. */
  look(input: { readonly dir: string }): Promise<FleetSnapshot>;
  /** Starts a sweep, or joins the one that runs; its progress is in what `watch` tells. Errors: `fleet/bad-address`, `fleet/no-network`. */
  sweep(input: FleetSweep): Promise<FleetSnapshot>;
  stopSweep(input: { readonly dir: string }): Promise<FleetSnapshot>;
  /** Looks at an address that somebody typed. Errors: `fleet/bad-address`. */
  addAddress(input: FleetAddress): Promise<FleetSnapshot>;
  /**
   * Takes a machine whose card was made elsewhere for a node, after somebody compared its fingerprint: pins its key in the
   * project. Errors: `fleet/not-seen` (no machine shows this fingerprint), `fleet/not-ours` (it is another node's), `plan/unknown-node`.
   */
  adopt(input: FleetAdopt): Promise<FleetSnapshot>;
  /** Forgets what is known of a node and a pinned key of it; the key on its card stays. */
  forget(input: { readonly dir: string; readonly node: string }): Promise<FleetSnapshot>;
}
