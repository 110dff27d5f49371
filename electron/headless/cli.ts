import { fileURLToPath } from 'node:url';
import { errorKinds, SlipwayError, toSlipwayError } from '../contract/errors.ts';
import { commonOptions, parseWords, textOf, type Command, type CommandContext } from './command.ts';
import { loadCommand, overview } from './commands/index.ts';
import { createOutput, type Output } from './output.ts';
import { answerQuestions, readSecrets, secretOptions, type Answering } from './questions.ts';
import { askOnTerminal, askSecretOnTerminal } from './terminal-question.ts';

/** The installation: `resources/` and `dist/` lie two folders above this file, in a clone and in a bundle alike. */
const home = fileURLToPath(new URL('../..', import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** Runs one command line; never throws. */
async function main(argv: readonly string[]): Promise<number> {
  const output = createOutput({ json: ownWords(argv).includes('--json'), stdout: process.stdout, stderr: process.stderr });
  try {
    return await dispatch(argv, output);
  } catch (thrown) {
    output.fail(thrown);
    if (process.env['SLIPWAY_DEBUG'] !== undefined)
      process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? '') : ''}\n`);
    return errorKinds[toSlipwayError(thrown).code].exit;
  }
}

/** What is meant for Slipway: words after `--` belong to the command it runs. */
function ownWords(words: readonly string[]): readonly string[] {
  return words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
}

async function dispatch(argv: readonly string[], output: Output): Promise<number> {
  // Without a command, the wizard opens (design §10).
  const [name = 'serve', ...words] = argv;
  if (name === '--help' || name === '-h' || name === 'help') return print(overview());
  if (name === '--version') return print(__SLIPWAY_VERSION__);
  const command = await loadCommand(name);
  if (command === undefined) throw new SlipwayError('cli/usage', `\`slipway ${name}\` is not known.`);
  if (command.ownHelp === undefined && ownWords(words).some((word) => word === '--help' || word === '-h'))
    return print(helpOf(command));
  return runCommand(command, command.prepare?.(words) ?? words, output);
}

async function runCommand(command: Command, words: readonly string[], output: Output): Promise<number> {
  const { args, options } = parseWords(words, optionsOf(command));
  const [passphraseFrom, sudoPasswordFrom] = [textOf(options, 'passphrase-from'), textOf(options, 'sudo-password-from')];
  const secrets = readSecrets({ passphraseFrom, sudoPasswordFrom }, process.env);
  const answering = command.speaksToNodes === true ? { secrets, askSecret: askSecretOnTerminal } : undefined;
  const engine = lazyEngine({ dataDir: textOf(options, 'data-dir'), practice: options['practice'] === true, answering });
  const context: CommandContext = {
    args,
    options,
    output,
    signal: interruptSignal(),
    services: engine.services,
    projects: engine.projects,
    pageDir: `${home}dist/renderer`,
    ask: askOnTerminal,
  };
  try {
    return await command.run(context);
  } finally {
    await engine.close();
  }
}

function optionsOf({ options, speaksToNodes }: Command): Command['options'] {
  return speaksToNodes === true ? { ...options, ...secretOptions } : options;
}

interface EngineWishes {
  readonly dataDir: string | undefined;
  readonly practice: boolean;
  /** Who answers the engine's questions; nobody where absent. */
  readonly answering: Answering | undefined;
}

interface LazyEngine extends Pick<CommandContext, 'services' | 'projects'> {
  close(): Promise<void>;
}

/** Loads the engine, or the part of it that plans need, when a command first asks for it. */
function lazyEngine({ dataDir, practice, answering }: EngineWishes): LazyEngine {
  const closing = new AbortController();
  const where = { home, dataDir, version: __SLIPWAY_VERSION__ };
  const engine = once(async () => {
    const { createEngine } = await import('../engine/server.ts');
    const started = await createEngine({ ...where, practice, shell: 'browser', nodePath: process.execPath });
    // It ends with the engine; a question that cannot be answered is declined there.
    if (answering !== undefined) answerQuestions(started.services.questions, answering, closing.signal).catch(() => undefined);
    return started;
  });
  const planning = once(async () => (await import('../engine/planning.ts')).createPlanning(where));
  return {
    services: async () => (await engine.value()).services,
    projects: async () => (await planning.value()).projects.service,
    close: async () => {
      closing.abort();
      await (await engine.started())?.close();
      await (await planning.started())?.log.close();
    },
  };
}

/** What is made at the first call, and told afterwards whether it was. */
function once<T>(make: () => Promise<T>): { value(): Promise<T>; started(): Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  return { value: () => (made ??= make()), started: () => made };
}

/** Ctrl+C asks the command to stop cleanly; a second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => (controller.signal.aborted ? process.exit(130) : controller.abort()));
  }
  return controller.signal;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function helpOf(command: Command): string {
  const { name, usage, summary } = command;
  const names = Object.keys({ ...optionsOf(command), ...commonOptions }).map((option) => `--${option}`);
  return [`slipway ${name} ${usage}`, '', `  ${summary}`, '', `  options: ${names.join(' ')}`].join('\n');
}
