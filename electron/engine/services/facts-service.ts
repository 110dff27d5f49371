import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../contract/errors.ts';
import type { FactsService } from '../../contract/facts-service.ts';
import type { FactsSnapshot, NodeFacts, NodeReport } from '../../contract/facts.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import { createFeed, type Feed } from '../cards/feed.ts';
import { gatherFacts, type ScriptShell } from '../fleet/facts/gather.ts';
import { fixesFor } from '../fleet/preflight/fixes/fixes.ts';
import type { Fix } from '../fleet/preflight/fixes/fix.ts';
import { repairNode } from '../fleet/preflight/repair.ts';
import { factsSnapshot, noFacts, withNews, type FactsNews, type FactsState, type Judged } from './facts/facts-board.ts';
import type { FleetRoom } from './fleet-service.ts';
import type { ImageRoom } from './image-service.ts';
import type { Log } from './log.ts';
import { nodeNamed, type ProjectRoom } from './project-service.ts';
import { chosenNodes } from './station-queue.ts';

/** Finds a node of a project and gives the shell over its one connection; takes note of how its preflight ended. */
export type NodeShells = Pick<FleetRoom, 'shell' | 'preflight'>;

interface FactsOptions {
  readonly projects: ProjectRoom;
  readonly images: ImageRoom;
  readonly fleet: NodeShells;
  readonly log: Log;
}

export interface FactsRoom {
  readonly service: FactsService;
  /** The facts of a node, asked now. Errors: `ssh/*`, `fleet/*`, `plan/unknown-node`. */
  ask(dir: string, node: string, signal?: AbortSignal): Promise<NodeFacts>;
  /** Ends repairs that are under way, and waits for them. */
  readonly close: () => Promise<void>;
}

/** The facts of one project. */
interface Desk {
  state: FactsState;
  judged: Judged;
  readonly feed: Feed<FactsSnapshot & { readonly finished: boolean }>;
  /** Nodes that are being repaired, and their ends. */
  readonly repairs: Map<string, Promise<void>>;
}

/** Asks booted nodes what they are, finds what stands in Kubernetes' way, and repairs what can be repaired. */
export function createFactsService(options: FactsOptions): FactsRoom {
  const desks = new Map<string, Desk>();
  const closing = new AbortController();

  const deskOf = async (dir: string): Promise<Desk> => {
    const judged = await judgedBy(options, dir);
    const desk = desks.get(resolve(dir)) ?? openDesk(judged);
    desk.judged = judged;
    desks.set(resolve(dir), desk);
    return desk;
  };
  const ask = (dir: string, node: string, signal?: AbortSignal): Promise<NodeFacts> =>
    gatherFacts(nodeShell(options.fleet, dir, node), { now: Date.now, signal });
  const askInto = async (desk: Desk, node: string, signal?: AbortSignal): Promise<void> => {
    tell(desk, { node, news: { type: 'asking' } });
    const { dir } = desk.judged;
    await ask(dir, node, signal).then(
      (facts) => tell(desk, { node, news: { type: 'told', facts, at: new Date().toISOString() } }),
      (thrown: unknown) => tell(desk, { node, news: { type: 'failed', thrown } }),
    );
  };
  const repair = async (desk: Desk, node: string, fixes: readonly Fix[]): Promise<void> => {
    const shell = nodeShell(options.fleet, desk.judged.dir, node);
    const onSteps: Parameters<typeof repairNode>[0]['onSteps'] = (steps) =>
      tell(desk, { node, news: { type: 'repair', running: true, steps } });
    const steps = await repairNode({ shell, fixes, wait, now: Date.now, signal: closing.signal, onSteps });
    await askInto(desk, node, closing.signal);
    // Nobody waits for this promise: a fleet that cannot be told must neither end the engine nor leave the repair "running".
    await passOn(options.fleet, desk).catch((thrown: unknown) => options.log.error(thrown, 'preflight'));
    options.log.info({ node, steps: steps.map(({ code, state }) => `${code} ${state}`) }, 'repaired a node');
    desk.repairs.delete(node);
    tell(desk, { node, news: { type: 'repair', running: false, steps } });
  };

  const service: FactsService = {
    current: async ({ dir }) => snapshotOf(await deskOf(dir)),
    gather: async ({ dir, nodes }, signal) => {
      const desk = await deskOf(dir);
      await Promise.all(chosenNodes(desk.judged.plan, nodes).map(({ name }) => askInto(desk, name, signal)));
      await passOn(options.fleet, desk);
      return snapshotOf(desk);
    },
    fix: async ({ dir, node, codes }) => {
      const desk = await deskOf(dir);
      if (desk.repairs.has(node)) throw new SlipwayError('fleet/repair-running', node);
      const fixes = fixesOf(desk, node, codes);
      desk.repairs.set(node, repair(desk, node, fixes));
      return snapshotOf(desk);
    },
    async *watch({ dir }, signal) {
      for await (const { finished: _, ...snapshot } of (await deskOf(dir)).feed.watch(signal)) yield snapshot;
    },
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all([...desks.values()].flatMap(({ repairs }) => [...repairs.values()]));
  };
  return { service, ask, close };
}

/** The fleet calls a node ready when nothing that was found about it is an error. */
async function passOn(fleet: NodeShells, desk: Desk): Promise<void> {
  const { dir, nodes } = snapshotOf(desk);
  const known = nodes.filter(({ facts, error }) => facts !== undefined && error === undefined);
  const passed = (found: NodeReport['findings']): boolean => found.every(({ severity }) => severity !== 'error');
  await Promise.all(known.map(({ node, findings }) => fleet.preflight(dir, node, passed(findings))));
}

async function judgedBy({ projects, images }: FactsOptions, dir: string): Promise<Judged> {
  const plan = await projects.soundPlan(dir);
  const references = [...new Set(plan.nodes.flatMap(({ image }) => image ?? []))];
  const found = await Promise.all(references.map((reference) => images.service.find({ reference })));
  const architectures = found.flatMap((image, index) =>
    image?.facts.kind === 'known' ? [[references[index] ?? '', image.facts.architecture] as const] : [],
  );
  return { dir, plan, architectures: new Map(architectures) };
}

function openDesk(judged: Judged): Desk {
  const desk: Desk = {
    state: noFacts,
    judged,
    feed: createFeed(() => ({ ...snapshotOf(desk), finished: false }), Date.now),
    repairs: new Map(),
  };
  return desk;
}

const snapshotOf = (desk: Desk): FactsSnapshot => factsSnapshot(desk.state, desk.judged);

function tell(desk: Desk, news: FactsNews): void {
  desk.state = withNews(desk.state, news);
  desk.feed.changed('soon');
}

/** Errors: `plan/unknown-node`, `fleet/no-fix`. */
function fixesOf(desk: Desk, name: string, codes: readonly string[] | undefined): readonly Fix[] {
  const { plan } = desk.judged;
  const node = nodeNamed(plan, name);
  const report = snapshotOf(desk).nodes.find((candidate) => candidate.node === name);
  const repairable = report?.findings.filter(({ fix }) => fix?.applies === true).map(({ code }) => code) ?? [];
  const hopeless = codes?.find((code) => !repairable.includes(code));
  if (hopeless !== undefined) throw new SlipwayError('fleet/no-fix', `${name}: ${hopeless}`);
  const facts = report?.facts;
  const wanted = codes ?? repairable;
  if (facts === undefined || wanted.length === 0) throw new SlipwayError('fleet/no-fix', name);
  return fixesFor(wanted, { node, plan, facts, addressOf: addressesIn(desk, plan) });
}

/** Where the other nodes were when they last answered. */
function addressesIn(desk: Desk, plan: ResolvedPlan): (node: string) => string | undefined {
  return (node) => {
    const facts = plan.nodes.some(({ name }) => name === node) ? desk.state.nodes.get(node)?.facts : undefined;
    const route = facts?.interfaces.find(({ name }) => name === facts.defaultRoute?.interface);
    return route?.addresses.find((address) => address.includes('.'))?.split('/')[0];
  };
}

const wait = async (ms: number, signal?: AbortSignal): Promise<void> =>
  delay(ms, undefined, signal === undefined ? {} : { signal }).catch((cause: unknown) => {
    throw new SlipwayError('engine/cancelled', '', { cause });
  });

/** Asks for the shell anew each time: a node that was rebooted may be at another address. */
export const nodeShell = (shells: NodeShells, dir: string, node: string): ScriptShell => ({
  script: async (text, options) => (await shells.shell(dir, node)).script(text, options),
});
