import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { burninOrderSchema, type BurninOrder, type BurninSnapshot } from '../../contract/burnin.ts';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { Services } from '../../contract/services.ts';
import { diskRows, newsOf, partText, verdictLines } from '../burnin/words.ts';
import { argument, text, texts, type Command, type CommandContext } from '../command.ts';
import { table } from '../format.ts';
import { stopOnAbort } from '../stop-on-abort.ts';

export const burninCommand: Command = {
  name: 'burnin',
  usage: 'DIR [NODE …] [--seconds N] [--part disk|stress|network …] [--out FILE.html|FILE.json]',
  summary:
    'measure cards, load every node and measure the network; exit 1 if a node is bad or was lost. Ctrl+C keeps what was measured',
  speaksToNodes: true,
  options: { seconds: { type: 'string' }, part: { type: 'string', multiple: true }, out: { type: 'string' } },
  async run(context) {
    const order = orderOf(context);
    const services = await context.services();
    const { id } = await services.burnin.start(order);
    const last = await follow(context, services, order.dir);
    const { htmlPath, jsonPath, html } = await services.burnin.page({ dir: order.dir, id });
    const out = text(context, 'out');
    if (out !== undefined)
      await keep(
        resolve(out),
        out.endsWith('.json') ? JSON.stringify(await services.burnin.report({ dir: order.dir, id })) : html,
      );
    context.output.result(
      {
        type: 'burnin-ended',
        id,
        state: last.state,
        html: htmlPath,
        json: jsonPath,
        nodes: last.nodes.map(({ node, verdict }) => ({ node, ...verdict })),
      },
      `${table(diskRows(last))}\n${last.nodes.map(verdictLines).join('\n')}\n${htmlPath}`,
    );
    return exitOf(last);
  },
};

function exitOf({ state, nodes }: BurninSnapshot): number {
  if (state === 'stopped') return 130;
  return state === 'done' && nodes.every(({ verdict }) => verdict.grade !== 'bad') ? 0 : 1;
}

/** Errors: `cli/usage`. */
function orderOf(context: CommandContext): BurninOrder {
  const parts = texts(context, 'part');
  const seconds = text(context, 'seconds');
  const order = burninOrderSchema.safeParse({
    dir: resolve(argument(context, 0, 'The folder')),
    ...(context.args.length > 1 ? { nodes: context.args.slice(1) } : {}),
    ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
    ...(parts.length === 0 ? {} : { parts }),
  });
  if (!order.success)
    throw new SlipwayError(
      'cli/usage',
      order.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  return order.data;
}

/** Shows it until it ends; Ctrl+C ends it on the nodes too, and what was measured is kept. */
async function follow({ output, signal }: CommandContext, { burnin }: Services, dir: string): Promise<BurninSnapshot> {
  stopOnAbort(signal, () => burnin.stop({ dir }));
  let before: BurninSnapshot | undefined;
  for await (const snapshot of burnin.watch({ dir }, new AbortController().signal)) {
    output.event({ type: 'burnin', ...snapshot });
    for (const line of newsOf(before, snapshot)) output.say(line);
    output.say(partText(snapshot), 'passing');
    before = snapshot;
  }
  if (before === undefined) throw new SlipwayError('fleet/no-burnin', dir);
  return before;
}

async function keep(path: string, content: string): Promise<void> {
  await writeFile(path, content).catch((cause: unknown) => {
    throw new SlipwayError('cli/usage', `${path} cannot be written (${systemErrorCode(cause) ?? 'unknown error'}).`, { cause });
  });
}
