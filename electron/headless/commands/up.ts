import { resolve } from 'node:path';
import { argument, given, text, type Command } from '../command.ts';
import { followRun } from '../runs/follow-run.ts';

export const upCommand: Command = {
  name: 'up',
  usage: 'DIR [--only STAGE] [--take-lock]',
  summary: 'from adopted nodes to a Ready cluster; what is done already stays as it is',
  speaksToNodes: true,
  options: { only: { type: 'string' }, 'take-lock': { type: 'boolean' } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const only = text(context, 'only');
    const services = await context.services();
    const takeLock = given(context, 'take-lock');
    return followRun(context, services, { dir, kind: 'up', takeLock, ...(only === undefined ? {} : { only }) });
  },
};
