import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { argument, given, text, type Command } from '../command.ts';

export const mirrorCommand: Command = {
  name: 'mirror',
  usage: 'FOLDER [--listen ADDRESS:PORT] [--check]',
  summary: 'serve a bundle to the nodes of an offline room, read-only; or check that it is whole',
  options: { listen: { type: 'string' }, check: { type: 'boolean' } },
  async run(context) {
    const outDir = resolve(argument(context, 0, 'The folder'));
    const { bundles } = await context.services();
    if (given(context, 'check')) {
      const faults = await bundles.check({ outDir });
      context.output.result({ type: 'bundle-check', faults }, faults.length === 0 ? 'The bundle is whole.' : faults.join('\n'));
      return faults.length === 0 ? 0 : 1;
    }
    const listen = listenAddress(text(context, 'listen') ?? '0.0.0.0:8620');
    const { url, planLines, closed } = await bundles.serve({ outDir, ...listen }, context.signal);
    context.output.result({ type: 'mirror', url }, `${planLines}\n`);
    context.output.say(`Serving ${outDir} until you press Ctrl+C. Put the lines above into cluster.yaml.`);
    await closed;
    return 0;
  },
};

/** `0.0.0.0:8620` or `[::]:8620`. Errors: `cli/usage`. */
function listenAddress(value: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535)
    throw new SlipwayError('cli/usage', `--listen takes ADDRESS:PORT, not ${value}.`);
  return { host, port: Number(port) };
}
