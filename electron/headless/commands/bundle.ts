import { resolve } from 'node:path';
import type { BundleNews } from '../../contract/bundle.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { argument, text, texts, type Command, type CommandContext } from '../command.ts';
import { bytes } from '../format.ts';

export const bundleCommand: Command = {
  name: 'bundle',
  usage: 'DIR --out FOLDER [--image REF …] [--arch amd64|arm64|armhf …]',
  summary: 'gather everything a plan needs where there is no internet, each file checked, into one folder',
  options: { out: { type: 'string' }, image: { type: 'string', multiple: true }, arch: { type: 'string', multiple: true } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const out = text(context, 'out');
    if (out === undefined) throw new SlipwayError('cli/usage', '--out is missing.');
    const { bundles } = await context.services();
    const request = { dir, outDir: resolve(out), images: texts(context, 'image'), architectures: texts(context, 'arch') };
    const facts = await bundles.write(request, { signal: context.signal, onNews: teller(context) });
    const lines = [
      `${facts.outDir}: Kubernetes ${facts.version} (${facts.track}), ${facts.files} files with ${bytes(facts.bytes)}, ${facts.images} container images.`,
      ...facts.gaps.map((gap) => `Not in it: ${gap}`),
      `Serve it to the nodes: slipway mirror ${facts.outDir}`,
    ];
    context.output.result({ type: 'bundle', ...facts }, lines.join('\n'));
    return 0;
  },
};

function teller({ output }: CommandContext): (news: BundleNews) => void {
  let fetched = 0;
  let name = '';
  return (news) => {
    switch (news.kind) {
      case 'item':
        name = `[${news.done + 1}/${news.total}] ${news.name}`;
        output.event({ type: 'bundle-item', ...news });
        output.say(name);
        break;
      case 'bytes':
        fetched += news.count;
        output.say(`${name}: ${bytes(fetched)} fetched`, 'passing');
        break;
    }
  };
}
