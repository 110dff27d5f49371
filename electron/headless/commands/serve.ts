import { SlipwayError } from '../../contract/errors.ts';
import { given, text, type Command, type CommandContext } from '../command.ts';
import { openInBrowser } from '../open-browser.ts';
import { startServer } from '../serve.ts';

export const serveCommand: Command = {
  name: 'serve',
  usage: '[--port N] [--no-open] [--practice]',
  summary: 'open the wizard in the browser; prints one address that works once',
  options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, practice: { type: 'boolean' } },
  async run(context) {
    const server = await startServer({ services: await context.services(), pageDir: context.pageDir, port: port(context) });
    context.output.result({ type: 'serving', url: server.url }, server.url);
    context.output.say('Slipway runs until you press Ctrl+C.');
    if (!given(context, 'no-open')) openInBrowser(server.url);
    await aborted(context.signal);
    await server.close();
    return 0;
  },
};

function port(context: CommandContext): number {
  const value = text(context, 'port') ?? '0';
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new SlipwayError('cli/usage', `--port takes a number up to 65535, not ${value}.`);
  return Number(value);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
