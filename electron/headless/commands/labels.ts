import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import { argument, text, type Command } from '../command.ts';

export const labelsCommand: Command = {
  name: 'labels',
  usage: 'DIR [--out FILE]',
  summary: 'make the label sheet: a page to print, with a QR code for each node',
  options: { out: { type: 'string' } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const out = text(context, 'out');
    const { labels } = await context.services();
    const path =
      out === undefined ? (await labels.save({ dir })).path : await writeTo(resolve(out), await labels.render({ dir }));
    context.output.result({ type: 'labels', path }, path);
    return 0;
  },
};

async function writeTo(path: string, html: string): Promise<string> {
  await writeFile(path, html).catch((thrown: unknown) => {
    throw new SlipwayError('cli/usage', `${path} cannot be written (${systemErrorCode(thrown) ?? 'unknown error'}).`, {
      cause: thrown,
    });
  });
  return path;
}
