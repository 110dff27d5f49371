import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { FleetAddress, FleetAdopt, FleetService, FleetSnapshot } from '../../contract/fleet.ts';
import { nodeOfKey } from '../fleet/identity/machines.ts';
import type { NodeShell } from '../fleet/ssh/node-shell.ts';
import type { NodeTarget } from '../fleet/ssh/target.ts';
import { appendJournal } from '../project/journal.ts';
import { pinHostKey } from '../project/node-keys.ts';
import { openDesk, type FleetDesk } from './fleet/desk.ts';
import { waitForTarget } from './fleet/wait-for-target.ts';
import type { Log } from './log.ts';
import type { QuestionRoom } from './question-service.ts';
import { nodeNamed, type ProjectRoom } from './project-service.ts';

interface FleetOptions {
  readonly projects: ProjectRoom;
  readonly questions: Pick<QuestionRoom, 'ask' | 'sudoPassword'>;
  readonly log: Log;
}

export interface FleetRoom {
  readonly service: FleetService;
  /**
   * How a node is reached now; looks for it when nobody else does, for some seconds.
   * Errors: `fleet/not-found`, `fleet/ambiguous`, `fleet/cloned`, `ssh/wrong-host-key`, `ssh/login-refused`, `plan/unknown-node`.
   */
  target(dir: string, node: string): Promise<NodeTarget>;
  /** The shell of a node, over the one connection that everything shares. Errors: those of {@link FleetRoom.target}. */
  shell(dir: string, node: string): Promise<NodeShell>;
  /** Tells whether a node's preflight has no error: makes it `ready`. */
  preflight(dir: string, node: string, passed: boolean): Promise<void>;
  close(): Promise<void>;
}

export function createFleetService({ projects, questions, log }: FleetOptions): FleetRoom {
  /** By project folder; a promise, so that two that ask at once get the same. */
  const desks = new Map<string, Promise<FleetDesk>>();
  const onFault = (thrown: unknown): void => log.error(thrown, 'fleet');
  const deskOf = (dir: string): Promise<FleetDesk> => {
    const key = resolve(dir);
    const desk = desks.get(key) ?? openDesk({ dir, questions, soundPlan: (at) => projects.soundPlan(at), onFault });
    desks.set(key, desk);
    return desk.catch((thrown: unknown) => {
      desks.delete(key);
      throw thrown;
    });
  };
  const target = async (dir: string, node: string): Promise<NodeTarget> => waitForTarget(await deskOf(dir), node);

  const service: FleetService = {
    async *watch({ dir }, signal) {
      const desk = await deskOf(dir);
      await desk.refresh();
      const leave = desk.hold();
      try {
        for await (const { snapshot } of desk.feed.watch(signal)) yield snapshot;
      } finally {
        leave();
      }
    },
    look: async ({ dir }) => {
      const desk = await deskOf(dir);
      await desk.refresh();
      desk.discovery.hurry();
      return desk.snapshot();
    },
    sweep: async ({ dir, subnets }) => {
      const desk = await deskOf(dir);
      desk.discovery.sweep(subnets);
      return desk.snapshot();
    },
    stopSweep: async ({ dir }) => {
      const desk = await deskOf(dir);
      desk.discovery.stopSweep();
      return desk.snapshot();
    },
    addAddress: async (input) => addAddress(await deskOf(input.dir), input),
    adopt: async (input) => adopt(await deskOf(input.dir), input),
    forget: async (input) => forget(await deskOf(input.dir), input),
  };
  return {
    service,
    target,
    shell: async (dir, node) => (await deskOf(dir)).pool.shell(await target(dir, node)),
    preflight: async (dir, node, passed) =>
      (await deskOf(dir)).discovery.dispatch({ type: 'preflight', at: Date.now(), node, passed }),
    close: async () => {
      const open = await Promise.allSettled(desks.values());
      await Promise.all(open.flatMap((desk) => (desk.status === 'fulfilled' ? [desk.value.close()] : [])));
    },
  };
}

/** A host name is looked up once: what is watched is an address. Errors: `fleet/bad-address`. */
async function addAddress(desk: FleetDesk, { address: typed }: FleetAddress): Promise<FleetSnapshot> {
  const text = typed.trim();
  const addresses = isIP(text) !== 0 ? [text] : await addressesOf(text);
  const at = Date.now();
  for (const address of addresses)
    desk.discovery.dispatch({ type: 'sighted', at, sighting: { how: 'typed', address, at: new Date(at).toISOString() } });
  return desk.snapshot();
}

async function addressesOf(name: string): Promise<readonly string[]> {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i.test(name)) throw new SlipwayError('fleet/bad-address', name);
  const found = await lookup(name, { all: true }).catch((cause: unknown) => {
    throw new SlipwayError('fleet/bad-address', `${name}: no address is known for this name.`, { cause });
  });
  return found.slice(0, 4).map(({ address }) => address);
}

async function forget(desk: FleetDesk, { dir, node }: { readonly dir: string; readonly node: string }): Promise<FleetSnapshot> {
  const { plan } = desk.plan();
  await pinHostKey(dir, { cluster: plan, node: nodeNamed(plan, node) }, undefined);
  await appendJournal(dir, { type: 'node-forgotten', at: new Date().toISOString(), node });
  desk.discovery.dispatch({ type: 'forgotten', at: Date.now(), node });
  await desk.refresh();
  return desk.snapshot();
}

async function adopt(desk: FleetDesk, { dir, node: name, fingerprint }: FleetAdopt): Promise<FleetSnapshot> {
  const { plan } = desk.plan();
  const node = nodeNamed(plan, name);
  const state = desk.discovery.state();
  const owner = nodeOfKey(state, fingerprint);
  if (owner !== undefined && owner.node !== name) throw new SlipwayError('fleet/not-ours', `It is the key of ${owner.node}.`);
  const place = [...state.places.values()].find(({ key }) => key?.fingerprint === fingerprint);
  if (place?.key === undefined) throw new SlipwayError('fleet/not-seen', fingerprint);
  await pinHostKey(dir, { cluster: plan, node }, place.key.hostKey);
  await appendJournal(dir, {
    type: 'host-key-pinned',
    at: new Date().toISOString(),
    node: name,
    fingerprint,
    address: place.address,
  });
  await desk.refresh();
  return desk.snapshot();
}
