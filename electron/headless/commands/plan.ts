import { resolve } from 'node:path';
import type { CardReview } from '../../contract/card.ts';
import { errorFacts, SlipwayError, toSlipwayError, type ErrorFacts } from '../../contract/errors.ts';
import type { ClusterNode } from '../../contract/plan.ts';
import type { LocalServices, Services } from '../../contract/services.ts';
import { argument, given, type Command, type CommandContext } from '../command.ts';
import { bytes } from '../format.ts';
import { outlookText } from '../runs/outlook.ts';

export const planCommand: Command = {
  name: 'plan',
  usage: 'DIR [--content]',
  summary: 'dry run: what each card would get and what would be done on each node; --content prints the files too',
  options: { content: { type: 'boolean' } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const services = await context.services();
    const { plan } = await services.projects.open({ dir });
    if (plan === undefined) throw new SlipwayError('plan/has-errors', dir);
    for (const node of plan.nodes) {
      const outlook = await reviewOf(services, dir, node);
      if ('error' in outlook) context.output.result({ type: 'card', node: node.name, error: outlook.error }, outlook.text);
      else context.output.result({ type: 'card', ...outlook }, reviewText(node, outlook, given(context, 'content')));
    }
    await tellSteps(context, services, dir);
    return 0;
  },
};

/** Steps on the nodes, without asking any of them. A plan whose Kubernetes cannot be told yet still has its cards. */
async function tellSteps(context: CommandContext, { outlook }: LocalServices, dir: string): Promise<void> {
  try {
    const found = await outlook.steps({ dir });
    context.output.result({ type: 'steps', ...found }, outlookText(found));
  } catch (thrown) {
    const error = errorFacts(thrown);
    context.output.result({ type: 'steps', error }, `Kubernetes: not decided. ${error.title} ${error.detail}`.trimEnd());
  }
}

interface Undecided {
  readonly error: ErrorFacts;
  readonly text: string;
}

/** An image that is not fetched yet is no failure of a dry run: the node's files are decided by what the image holds. */
async function reviewOf(services: Services, dir: string, node: ClusterNode): Promise<CardReview | Undecided> {
  try {
    const [review] = await services.cards.review({ dir, node: node.name });
    if (review === undefined) throw new SlipwayError('plan/unknown-node', node.name);
    return review;
  } catch (thrown) {
    const error = toSlipwayError(thrown);
    if (error.code !== 'image/not-stored') throw error;
    return {
      error: errorFacts(error),
      text: `${node.name}\n  image   ${node.image ?? '(none)'}: not fetched yet; its files are decided by what is in it`,
    };
  }
}

function reviewText(node: ClusterNode, { image, firstBoot }: CardReview, content: boolean): string {
  const head = [
    `${node.name} (${node.role}, ${node.board}${node.address === undefined ? '' : `, ${node.address}`})`,
    `  image   ${image.name}, ${bytes(image.mappedBytes)} of ${bytes(image.rawBytes)} to write, sha-256 ${image.rawSha256.slice(0, 16)}…`,
  ];
  if (firstBoot.kind === 'none') return [...head, `  files   none: ${firstBoot.reason}`].join('\n');
  const files = firstBoot.files.flatMap((file) => [
    `  file    ${file.path}: ${file.purpose}`,
    ...(content
      ? file.content
          .trimEnd()
          .split('\n')
          .map((line) => `          │ ${line}`)
      : []),
  ]);
  return [...head, ...files].join('\n');
}
