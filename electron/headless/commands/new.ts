import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { newPlanSchema, type NewPlan } from '../../contract/plan.ts';
import { argument, given, text, texts, type Command, type CommandContext } from '../command.ts';

export const newCommand: Command = {
  name: 'new',
  usage: "DIR [--name NAME] [--nodes 'pi[01-03]'] [--board BOARD] [--image ID|PATH|URL] [--key FILE]… [--practice]",
  summary: 'make a project: cluster.yaml and the keys of its nodes',
  options: {
    name: { type: 'string' },
    nodes: { type: 'string' },
    board: { type: 'string' },
    image: { type: 'string' },
    timezone: { type: 'string' },
    key: { type: 'string', multiple: true },
    practice: { type: 'boolean' },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const plan = await newPlan(context, dir);
    const projects = await context.projects();
    const project = await projects.create({ dir, plan, practice: given(context, 'practice') });
    const names = project.plan?.nodes.map((node) => node.name) ?? [];
    context.output.result({ type: 'project', dir, nodes: names }, `${dir}: ${names.length} nodes (${names.join(', ')})`);
    context.output.say(`Next: edit ${dir}/cluster.yaml, then \`slipway check ${dir}\`.`);
    return 0;
  },
};

async function newPlan(context: CommandContext, dir: string): Promise<NewPlan> {
  const timezone = text(context, 'timezone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return newPlanSchema.parse({
    name: text(context, 'name') ?? hostLabel(basename(dir)),
    nodes: text(context, 'nodes'),
    board: text(context, 'board'),
    image: given(context, 'practice') ? 'practice' : text(context, 'image'),
    authorizedKeys: await Promise.all(texts(context, 'key').map(readKey)),
    timezone,
  });
}

/** A folder name made fit to be a cluster name. */
const hostLabel = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'lab';

async function readKey(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new SlipwayError('cli/usage', `The key file ${path} cannot be read.`, { cause: error });
  }
}
