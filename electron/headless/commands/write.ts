import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BatchSnapshot, CardOrder, CardStatus, Drive } from '../../contract/card.ts';
import { errorKinds, SlipwayError } from '../../contract/errors.ts';
import type { ClusterNode } from '../../contract/plan.ts';
import type { Services } from '../../contract/services.ts';
import { argument, given, text, type Command, type CommandContext } from '../command.ts';
import { fetchImage } from '../fetch-image.ts';
import { bytes, progressText } from '../format.ts';

export const writeCommand: Command = {
  name: 'write',
  usage: 'DIR NODE --to DEVICE|FILE  |  DIR --all --to-dir FOLDER   [--yes] [--confirm DEVICE]',
  summary: 'write, verify and personalise cards or card files; fetches the image when needed',
  options: {
    to: { type: 'string' },
    all: { type: 'boolean' },
    'to-dir': { type: 'string' },
    yes: { type: 'boolean', short: 'y' },
    confirm: { type: 'string' },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const services = await context.services();
    const { plan } = await services.projects.open({ dir });
    if (plan === undefined) throw new SlipwayError('plan/has-errors', dir);
    const orders = given(context, 'all')
      ? await allOrders(context, services, dir)
      : [await oneOrder(context, services, plan.nodes)];
    await fetchMissing(
      context,
      services,
      plan.nodes.filter((node) => orders.some((order) => order.node === node.name)),
    );
    await confirmOverwrite(context, orders);
    const started = await services.cards.start({ dir, cards: orders });
    return report(context, await follow(context, services, started.batchId));
  },
};

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
  if (drive !== undefined) return driveOrder(context, name, drive);
  if (to.startsWith('/dev/') || to.startsWith('\\\\.\\')) throw new SlipwayError('drive/not-found', to);
  return { node: name, target: { kind: 'file', path: resolve(to) } };
}

/** `--yes` answers the ordinary question, never a refusal and never a drive that must be confirmed by name (design §10). */
async function driveOrder(context: CommandContext, node: string, drive: Drive): Promise<CardOrder> {
  const { identity, verdict, title } = drive;
  const reasons = verdict.reasons.map((reason) => reason.message).join(' ');
  const order = { node, target: { kind: 'drive', drive: identity } } as const;
  switch (verdict.decision) {
    case 'refused':
      throw new SlipwayError('drive/refused', reasons);
    case 'allowed':
      if (!given(context, 'yes'))
        await mustAnswer(context, `Erase ${title} (${identity.path}, ${bytes(identity.size)}) for ${node}? Type yes`, 'yes');
      return order;
    case 'needs-confirmation': {
      const typed =
        text(context, 'confirm') ?? (await context.ask(`${reasons} Type ${identity.path} to erase ${title} for ${node}`));
      if (typed !== identity.path)
        throw new SlipwayError('drive/needs-confirmation', `${reasons} Give --confirm ${identity.path}.`);
      return { ...order, confirmation: typed };
    }
  }
}

async function mustAnswer(context: CommandContext, question: string, expected: string): Promise<void> {
  const answer = await context.ask(question);
  if (answer === undefined) throw new SlipwayError('drive/needs-confirmation', 'Nobody is there to ask: add --yes.');
  if (answer !== expected) throw new SlipwayError('engine/cancelled', 'Nothing was written.');
}

async function fetchMissing(context: CommandContext, services: Services, nodes: readonly ClusterNode[]): Promise<void> {
  for (const reference of new Set(nodes.map((node) => node.image))) {
    if (reference === undefined || (await services.images.find({ reference })) !== undefined) continue;
    await fetchImage(context, reference);
  }
}

async function confirmOverwrite(context: CommandContext, orders: readonly CardOrder[]): Promise<void> {
  if (given(context, 'yes')) return;
  const files = orders.flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []));
  const there = (await Promise.all(files.map(async (path) => ((await exists(path)) ? [path] : [])))).flat();
  if (there.length > 0) await mustAnswer(context, `Replace ${there.join(', ')}? Type yes`, 'yes');
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function follow(context: CommandContext, services: Services, batchId: string): Promise<BatchSnapshot> {
  const stop = (): void => void services.cards.cancel({ batchId });
  context.signal.addEventListener('abort', stop, { once: true });
  if (context.signal.aborted) stop();
  let last: BatchSnapshot | undefined;
  for await (const snapshot of services.cards.watch({ batchId }, new AbortController().signal)) {
    context.output.event({ type: 'batch', ...snapshot });
    context.output.say(snapshot.cards.map(statusText).join('   '), 'passing');
    last = snapshot;
  }
  context.signal.removeEventListener('abort', stop);
  if (last === undefined) throw new SlipwayError('engine/internal', 'The write session said nothing.');
  return last;
}

function statusText({ node, state }: CardStatus): string {
  switch (state.kind) {
    case 'waiting':
      return `${node}: waiting`;
    case 'running':
      return `${node}: ${state.phase} ${progressText(state.progress)}`;
    case 'done':
      return `${node}: done`;
    case 'failed':
      return `${node}: failed while ${state.phase}. ${state.error.title} ${state.error.detail} → ${state.error.fix}`;
    case 'cancelled':
      return `${node}: cancelled while ${state.phase}; the card is unusable until it is written again`;
  }
}

/** The worst outcome of the batch decides the exit code: one failed card fails the command, the others stay written. */
function report({ output }: CommandContext, { cards }: BatchSnapshot): number {
  for (const card of cards) output.result({ type: 'card', ...card }, resultText(card));
  return Math.max(
    ...cards.map(({ state }) =>
      state.kind === 'failed' ? errorKinds[state.error.code].exit : state.kind === 'cancelled' ? 130 : 0,
    ),
  );
}

function resultText(card: CardStatus): string {
  const { state, target } = card;
  if (state.kind !== 'done') return statusText(card);
  const { bytesWritten, bytesVerified, files, seconds } = state.report;
  const where = target.kind === 'file' ? target.path : target.drive.path;
  return `${card.node}: ${where}: ${bytes(bytesWritten)} written, ${bytes(bytesVerified)} read back and equal, ${files.length} files, ${seconds.toFixed(1)} s`;
}
