import { createLink, type Link } from './link.ts';
import type { KeySource } from './identity.ts';
import type { NodeShell } from './node-shell.ts';
import { createNodeShell, type SudoPasswords } from './shell.ts';
import { createSlots, type Slots } from './slots.ts';
import type { NodeTarget } from './target.ts';

export type { NodeTarget } from './target.ts';

/** Connects lazily, one connection a node, and again with growing pauses when it is lost. */
export interface ShellPool {
  /** The shell of a node; asking again with other addresses or keys moves it there. */
  shell(target: NodeTarget): NodeShell;
  /** Ends all connections; what still runs fails. */
  close(): Promise<void>;
}

export interface ShellPoolOptions {
  readonly keys: KeySource;
  /** The login's password, for nodes whose sudo wants one. */
  readonly sudo?: SudoPasswords;
  readonly limits?: Partial<PoolLimits>;
  readonly times?: Partial<PoolTimes>;
}

export interface PoolLimits {
  /** Connections being made at once: a handshake costs a Pi 1 a second of its one core, and this computer some milliseconds. */
  readonly connecting: number;
  /** Commands and terminals on one node at once: sshd allows ten a connection (MaxSessions). */
  readonly perNode: number;
  /** Commands over all nodes at once. */
  readonly overall: number;
}

export interface PoolTimes {
  readonly dialTimeoutMs: number;
  readonly loginTimeoutMs: number;
  /** Between keepalives; a node that was pulled is noticed after three of them. */
  readonly keepaliveMs: number;
  /** Before the second attempt; doubles with each failure, up to {@link mostBackoffMs}. */
  readonly backoffMs: number;
}

const defaultLimits: PoolLimits = { connecting: 16, perNode: 8, overall: 320 };
const defaultTimes: PoolTimes = { dialTimeoutMs: 8000, loginTimeoutMs: 20_000, keepaliveMs: 4000, backoffMs: 250 };
const mostBackoffMs = 5000;

export function createShellPool(options: ShellPoolOptions): ShellPool {
  const limits = { ...defaultLimits, ...options.limits };
  const times = { ...defaultTimes, ...options.times };
  const nodes = new Map<string, { readonly link: Link; readonly slots: Slots }>();
  const connecting = createSlots(limits.connecting);
  const allSlots = createSlots(limits.overall);
  const backoffMs = (failures: number): number => backoff(failures, times.backoffMs, Math.random());
  const open = (target: NodeTarget): { readonly link: Link; readonly slots: Slots } => {
    const made = {
      link: createLink(target, { keys: options.keys, connecting, times, backoffMs }),
      slots: createSlots(limits.perNode),
    };
    nodes.set(target.node, made);
    return made;
  };
  return {
    shell: (target) => {
      const known = nodes.get(target.node);
      known?.link.retarget(target);
      const sudo = options.sudo && { sudo: options.sudo };
      return createNodeShell({ node: target.node, user: target.user, ...(known ?? open(target)), allSlots, ...sudo });
    },
    close: async () => {
      await Promise.all([...nodes.values()].map(({ link }) => link.close()));
    },
  };
}

/** Doubles with each failure and varies by a half (`chance` in [0, 1)), so that a rack that lost its switch is not asked in step. */
export const backoff = (failures: number, firstMs: number, chance: number): number =>
  Math.min(mostBackoffMs, firstMs * 2 ** (failures - 1)) * (0.5 + chance / 2);
