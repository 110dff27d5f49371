import { resolve } from 'node:path';
import {
  kubeconfigMergeSchema,
  type KubeconfigChange,
  type KubeconfigMerge,
  type KubeconfigState,
} from '../../contract/cluster.ts';
import type { LocalClusterService } from '../../contract/cluster-service.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { argument, given, text, type Command, type CommandContext } from '../command.ts';

const actions = ['merge', 'remove', 'print'] as const;

export const kubeconfigCommand: Command = {
  name: 'kubeconfig',
  usage: 'DIR [--merge [--name NAME] [--use] | --remove | --print]',
  summary: "how kubectl gets at the cluster; --merge adds it to your own kubeconfig, --print prints the project's",
  options: {
    merge: { type: 'boolean' },
    remove: { type: 'boolean' },
    print: { type: 'boolean' },
    name: { type: 'string' },
    use: { type: 'boolean' },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const [action, other] = actions.filter((name) => given(context, name));
    if (other !== undefined) throw new SlipwayError('cli/usage', `--${action ?? ''} and --${other} exclude each other.`);
    const { cluster } = await context.services();
    const { value, words } = await answerTo(action, { context, dir, cluster });
    context.output.result({ type: 'kubeconfig', ...value }, words);
    return 0;
  },
};

interface Asked {
  readonly context: CommandContext;
  readonly dir: string;
  readonly cluster: LocalClusterService;
}

interface Answer {
  readonly value: object;
  readonly words: string;
}

async function answerTo(action: (typeof actions)[number] | undefined, { context, dir, cluster }: Asked): Promise<Answer> {
  switch (action) {
    case 'merge': {
      const change = await cluster.merge(mergeOf(context, dir));
      return { value: change, words: changeText(change) };
    }
    case 'remove': {
      const change = await cluster.unmerge({ dir });
      return { value: change, words: changeText(change) };
    }
    case 'print': {
      const kubeconfig = await cluster.kubeconfigText({ dir });
      return { value: { kubeconfig }, words: kubeconfig.trimEnd() };
    }
    case undefined: {
      const state = await cluster.kubeconfig({ dir });
      return { value: state, words: stateText(state) };
    }
  }
}

function mergeOf(context: CommandContext, dir: string): KubeconfigMerge {
  const name = text(context, 'name');
  const { success, data } = kubeconfigMergeSchema.safeParse({ dir, use: given(context, 'use'), context: name });
  if (!success) throw new SlipwayError('cli/usage', `${name ?? ''} cannot be the name of a context.`);
  return data;
}

const changeText = ({ path, context, backup, changed }: KubeconfigChange): string =>
  [
    changed
      ? `${path} is changed${context === '' ? '' : `: context ${context}`}.`
      : `${path} stays as it is: there is nothing to change.`,
    ...(backup === undefined ? [] : [`The file as it was: ${backup}`]),
  ].join('\n');

function stateText({ path, context, state, suggestion, own }: KubeconfigState): string {
  const there = {
    absent: `${path} does not have this cluster; --merge adds it as ${context}.`,
    merged: `${path} has it: kubectl --context ${context} get nodes`,
    outdated: `${path} has an older entry of it, ${context}; --merge brings it up to date.`,
    taken: `${path} has an entry ${context} that is not of this project; --merge --name ${suggestion} adds it beside that one.`,
  }[state];
  return `${there}\nWithout it: kubectl --kubeconfig ${own} get nodes`;
}
