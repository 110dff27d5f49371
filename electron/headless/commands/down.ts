import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { argument, given, text, type Command, type CommandContext } from '../command.ts';
import { followRun } from '../runs/follow-run.ts';

export const downCommand: Command = {
  name: 'down',
  usage: 'DIR [NODE] [--yes-destroy NAME] [--no-backup] [--keep-kubeconfig] [--take-lock]',
  summary: 'take the cluster down, or clear one node; etcd and certificates are kept in the project first',
  speaksToNodes: true,
  options: {
    'yes-destroy': { type: 'string' },
    'no-backup': { type: 'boolean' },
    'keep-kubeconfig': { type: 'boolean' },
    'take-lock': { type: 'boolean' },
  },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const node = context.args[1];
    const services = await context.services();
    const { plan } = await services.projects.open({ dir });
    if (plan === undefined) throw new SlipwayError('plan/has-errors', dir);
    const confirm = text(context, 'yes-destroy') ?? (await typedName(context, node ?? plan.name));
    const parameters = {
      confirm,
      ...(node === undefined ? {} : { node }),
      ...(given(context, 'no-backup') ? { backup: 'no' } : {}),
      ...(given(context, 'keep-kubeconfig') ? { 'user-kubeconfig': 'keep' } : {}),
    };
    return followRun(context, services, { dir, kind: 'down', parameters, takeLock: given(context, 'take-lock') });
  },
};

/** Nobody to ask is nobody who agreed. */
const typedName = async (context: CommandContext, name: string): Promise<string> =>
  (await context.ask(`This destroys what runs on it. Type ${name} to go on`))?.trim() ?? '';
