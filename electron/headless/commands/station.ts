import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { Services } from '../../contract/services.ts';
import type { StationSnapshot } from '../../contract/station.ts';
import { argument, given, texts, type Command, type CommandContext } from '../command.ts';
import { fetchImage } from '../fetch-image.ts';
import { answerQuestions } from '../station/questions.ts';
import { newsOf, progressOf, summaryOf } from '../station/words.ts';

export const stationCommand: Command = {
  name: 'station',
  usage: 'DIR [NODE …] [--parallel] [--auto] [--confirm DEVICE …]',
  summary: 'many cards: put each in when it is asked for; it is checked, written, verified and personalised',
  options: {
    parallel: { type: 'boolean' },
    auto: { type: 'boolean' },
    confirm: { type: 'string', multiple: true },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const services = await context.services();
    const nodes = context.args.slice(1);
    await fetchMissing(context, services, { dir, nodes });
    await services.station.start({
      dir,
      mode: given(context, 'parallel') ? 'parallel' : 'serial',
      auto: given(context, 'auto'),
      ...(nodes.length === 0 ? {} : { nodes: [...nodes] }),
    });
    try {
      return await follow(context, services, dir);
    } finally {
      await services.station.stop({ dir });
    }
  },
};

async function fetchMissing(
  context: CommandContext,
  { projects, images }: Services,
  { dir, nodes }: { readonly dir: string; readonly nodes: readonly string[] },
): Promise<void> {
  const { plan } = await projects.open({ dir });
  if (plan === undefined) throw new SlipwayError('plan/has-errors', dir);
  const wanted = plan.nodes.filter(({ name }) => nodes.length === 0 || nodes.includes(name));
  for (const reference of new Set(wanted.map(({ image }) => image)))
    if (reference !== undefined && (await images.find({ reference })) === undefined) await fetchImage(context, reference, dir);
}

/** Shows the station and answers for the person until every node is done or left out; Ctrl+C closes it. */
async function follow(context: CommandContext, { station }: Services, dir: string): Promise<number> {
  const answer = answerQuestions(context, { station, dir, confirmed: texts(context, 'confirm') });
  let before: StationSnapshot | undefined;
  for await (const snapshot of station.watch({ dir }, context.signal)) {
    context.output.event({ type: 'station', ...snapshot });
    for (const line of newsOf(before, snapshot)) context.output.say(line);
    const progress = progressOf(snapshot);
    if (progress !== '') context.output.say(progress, 'passing');
    before = snapshot;
    if (snapshot.prompt.kind === 'finished') return ended(context, snapshot);
    await answer(snapshot);
  }
  throw new SlipwayError('engine/cancelled', 'Cards that are done stay done.');
}

function ended({ output }: CommandContext, snapshot: StationSnapshot): number {
  const { nodes, history } = snapshot;
  const of = (state: string): readonly string[] => nodes.flatMap(({ node, state: its }) => (its === state ? [node] : []));
  output.result({ type: 'station-ended', done: of('done'), skipped: of('skipped'), cards: history }, summaryOf(snapshot));
  return 0;
}
