import { resolve } from 'node:path';
import type { CardTarget } from '../../contract/card.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { LocalServices } from '../../contract/services.ts';
import { given, type Command, type CommandContext } from '../command.ts';
import { fetchImage } from '../fetch-image.ts';
import { chooseTarget } from '../flash/choose-target.ts';
import { isWebAddress, readSettings, sayDownloading } from '../flash/settings.ts';
import { flashUsage } from '../flash/usage.ts';
import { joinValues } from '../flash/words.ts';
import { followBatch, reportBatch } from '../follow-batch.ts';

/** A drop-in for hypriot/flash 2.7.2; what differs on purpose is listed in `test/conformance/flash/README.md`. */
export const flashCommand: Command = {
  name: 'flash',
  usage: '[options] IMAGE',
  summary: 'one card without a plan: a drop-in for hypriot/flash',
  ownHelp: true,
  prepare: joinValues,
  options: {
    version: { type: 'boolean', short: 'v' },
    userdata: { type: 'string', short: 'u' },
    metadata: { type: 'string', short: 'm' },
    bootconf: { type: 'string', short: 'C' },
    config: { type: 'string', short: 'c' },
    file: { type: 'string', short: 'F', multiple: true },
    hostname: { type: 'string', short: 'n' },
    ssid: { type: 'string', short: 's' },
    password: { type: 'string', short: 'p' },
    clusterlab: { type: 'string', short: 'l' },
    device: { type: 'string', short: 'd' },
    force: { type: 'boolean', short: 'f' },
    confirm: { type: 'string' },
  },
  async run(context) {
    if (given(context, 'version')) return sayVersion(context);
    const [image, ...others] = context.args;
    if (given(context, 'help') || image === undefined) return say(context, { type: 'usage', text: flashUsage, exit: 1 });
    if (others.length > 0) throw new SlipwayError('cli/usage', 'There is one image at a time.');
    return flash(context, await context.services(), image);
  },
};

async function sayVersion(context: CommandContext): Promise<number> {
  const { version } = await (await context.services()).app.facts();
  return say(context, { type: 'version', text: version, exit: 0 });
}

async function flash(context: CommandContext, services: LocalServices, image: string): Promise<number> {
  const { output } = context;
  if (image === '') output.result({ type: 'configuring' }, 'Configuration mode. No image will be written');
  const settings = await readSettings(context, services.flash);
  const { target, confirmation } = await chooseTarget(context, services.drives);
  mustNotMeet(image, target);
  const imageId = image === '' ? undefined : await bringIn(context, services, image);
  const { batch, notes } = await services.flash.start({
    target,
    settings,
    ...(imageId !== undefined && { imageId }),
    ...(confirmation !== undefined && { confirmation }),
  });
  for (const note of notes) output.say(note);
  const exit = reportBatch(context, await followBatch(context, services.flash, batch.batchId));
  output.result({ type: 'flash', finished: exit === 0 }, exit === 0 ? 'Finished.' : 'Something went wrong.');
  return exit;
}

/** A card file that takes the place of its own image would cost the user the image. */
function mustNotMeet(image: string, target: CardTarget): void {
  if (target.kind === 'file' && image !== '' && resolve(image) === target.path)
    throw new SlipwayError('cli/usage', 'The card file and the image are the same file.');
}

/** Has the image in the store; its id. Errors: `image/*`; `cli/usage` for addresses that hypriot/flash asked other programs for. */
async function bringIn(context: CommandContext, services: LocalServices, image: string): Promise<string> {
  if (/^s3:\/\//i.test(image))
    throw new SlipwayError('cli/usage', 's3:// is not supported: use the https address of the object.');
  if (isWebAddress(image) && (await services.images.find({ reference: image })) === undefined) sayDownloading(context, image);
  return fetchImage(context, image).catch((thrown: unknown) => {
    if (!(thrown instanceof SlipwayError) || thrown.code !== 'image/not-found') throw thrown;
    // The words of curl --fail, which scripts around hypriot/flash look for.
    throw new SlipwayError('image/not-found', `The requested URL returned error: 404 ${thrown.detail}`, { cause: thrown });
  });
}

function say({ output }: CommandContext, { type, text, exit }: { type: string; text: string; exit: number }): number {
  output.result({ type, text }, text);
  return exit;
}
