import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mostCardsAtOnce, type CardOrder } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { Services } from '../../contract/services.ts';
import { argument, given, text, type Command, type CommandContext } from '../command.ts';
import { confirmDrive, mustAgree, type Force } from '../confirm-drive.ts';
import { beginFetch, fetchImage, type Fetching } from '../fetch-image.ts';
import { followBatch, reportBatch } from '../follow-batch.ts';

export const writeCommand: Command = {
  name: 'write',
  usage: 'DIR NODE --to DEVICE|FILE  |  DIR --all --to-dir FOLDER [--again]   [--yes] [--confirm DEVICE]',
  summary:
    'write, verify and personalise cards or card files; fetches the image when needed; --all leaves what is finished, unless --again',
  options: {
    to: { type: 'string' },
    all: { type: 'boolean' },
    'to-dir': { type: 'string' },
    again: { type: 'boolean' },
    yes: { type: 'boolean', short: 'y' },
    confirm: { type: 'string' },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const services = await context.services();
    const { plan } = await services.projects.open({ dir });
    if (plan === undefined) throw new SlipwayError('plan/has-errors', dir);
    const all = given(context, 'all');
    const orders = all ? await allOrders(context, services, dir) : [await oneOrder(context, services, plan.nodes)];
    const { stored } = await fetchMissing(context, { dir, plan, orders });
    const open = all && !given(context, 'again') ? await unfinished(context, dir, orders) : orders;
    if (open.length === 0) return 0;
    await confirmOverwrite(context, open);
    return writeAll(context, { dir, cards: open, stored });
  },
};

interface Writing {
  readonly dir: string;
  readonly cards: readonly CardOrder[];
  /** Ends with the images that still come. */
  readonly stored: Promise<void>;
}

/**
 * A large plan's cards are written in several sessions. A card whose image does not come fails with the image's error; a
 * write session that did not even start throws it.
 */
async function writeAll(context: CommandContext, { dir, cards, stored }: Writing): Promise<number> {
  const services = await context.services();
  const failed = stored.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  let exit = 0;
  for (let from = 0; from < cards.length && !context.signal.aborted; from += mostCardsAtOnce) {
    const some = cards.slice(from, from + mostCardsAtOnce);
    const started = await services.cards.start({ dir, cards: some }).catch(async (thrown: unknown) => {
      throw (await failed) ?? thrown;
    });
    exit = Math.max(exit, reportBatch(context, await followBatch(context, services.cards, started.batchId)));
  }
  await failed;
  return exit;
}

async function allOrders(context: CommandContext, services: Services, dir: string): Promise<readonly CardOrder[]> {
  const outDir = text(context, 'to-dir');
  if (outDir === undefined) throw new SlipwayError('cli/usage', '--all needs --to-dir FOLDER.');
  const targets = await services.cards.fileTargets({ dir, outDir: resolve(outDir) });
  return targets.map(({ node, path }) => ({ node, target: { kind: 'file', path } }));
}

async function oneOrder(context: CommandContext, services: Services, nodes: readonly ClusterNode[]): Promise<CardOrder> {
  const name = argument(context, 1, 'The node (or --all)');
  const to = text(context, 'to');
  if (!nodes.some((node) => node.name === name)) throw new SlipwayError('plan/unknown-node', name);
  if (to === undefined) throw new SlipwayError('cli/usage', '--to DEVICE or --to FILE is missing.');
  const drive = (await services.drives.list({})).find(({ identity }) => identity.path === to);
  if (drive !== undefined) return confirmDrive(context, drive, { node: name, force: yes(context) });
  if (to.startsWith('/dev/') || to.startsWith('\\\\.\\')) throw new SlipwayError('drive/not-found', to);
  return { node: name, target: { kind: 'file', path: resolve(to) } };
}

const yes = (context: CommandContext): Force => ({ name: 'yes', given: given(context, 'yes') });

interface Wanted {
  readonly dir: string;
  readonly plan: ResolvedPlan;
  readonly orders: readonly CardOrder[];
}

/**
 * Has the images of these cards in the store. A single drive is begun while its image still comes: it writes slower than
 * any image unpacks.
 */
async function fetchMissing(context: CommandContext, { dir, plan, orders }: Wanted): Promise<Fetching> {
  const { images } = await context.services();
  const isOneDrive = orders.length === 1 && orders[0]?.target.kind === 'drive';
  const wanted = plan.nodes.filter((node) => orders.some((order) => order.node === node.name)).map((node) => node.image);
  for (const reference of new Set(wanted)) {
    if (reference === undefined || (await images.find({ reference })) !== undefined) continue;
    if (isOneDrive) return beginFetch(context, reference, dir);
    await fetchImage(context, reference, dir);
  }
  return { stored: Promise.resolve() };
}

/** A batch that was broken off goes on: leaves out what an earlier run has finished, and says so. */
async function unfinished(context: CommandContext, dir: string, orders: readonly CardOrder[]): Promise<readonly CardOrder[]> {
  const { cards } = await context.services();
  context.output.say('Looking at the cards that are there already …', 'passing');
  const finished = await cards.finished({ dir, cards: orders }, context.signal);
  for (const { node, target } of orders.filter((order) => finished.includes(order.node))) {
    const where = target.kind === 'file' ? target.path : target.drive.path;
    const words = `${node}: ${where} is finished already: read back and as planned. It is left as it is (--again writes it).`;
    context.output.result({ type: 'card-kept', node, target }, words);
  }
  return orders.filter(({ node }) => !finished.includes(node));
}

async function confirmOverwrite(context: CommandContext, orders: readonly CardOrder[]): Promise<void> {
  const files = orders.flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []));
  const there = (await Promise.all(files.map(async (path) => ((await exists(path)) ? [path] : [])))).flat();
  if (there.length > 0) await mustAgree(context, `Replace ${there.join(', ')}?`, yes(context));
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
