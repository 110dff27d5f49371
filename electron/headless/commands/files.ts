import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import { argument, text, type Command } from '../command.ts';

export const filesCommand: Command = {
  name: 'files',
  usage: 'DIR NODE --out FOLDER',
  summary: "write one node's first-boot files into a folder, secrets included",
  options: { out: { type: 'string' } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const node = argument(context, 1, 'The node');
    const out = text(context, 'out');
    if (out === undefined) throw new SlipwayError('cli/usage', '--out FOLDER is missing.');
    const services = await context.services();
    const paths = await services.cards.exportFiles({ dir, node, outDir: resolve(out) });
    for (const path of paths) context.output.result({ type: 'file', path }, path);
    return 0;
  },
};
