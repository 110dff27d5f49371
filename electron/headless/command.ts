import { parseArgs, type ParseArgsConfig } from 'node:util';
import { SlipwayError } from '../contract/errors.ts';
import type { LocalServices, ProjectService } from '../contract/services.ts';
import type { Output } from './output.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;
type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** What a command gets to work with. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly options: OptionValues;
  readonly output: Output;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Opens the engine on first use, so that usage errors cost nothing. */
  services(): Promise<LocalServices>;
  /** The part of the engine that plans are made and judged in, for commands that need no more: it loads in half the time. */
  projects(): Promise<ProjectService>;
  /** Folder of the built page, for `serve`. */
  readonly pageDir: string;
  /** Asks a person on the terminal; undefined when nobody is there to answer. */
  ask: (question: string) => Promise<string | undefined>;
}

export interface Command {
  readonly name: string;
  /** Words after `slipway NAME`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: OptionTable;
  /** Whether nodes may want a passphrase or a password: a person is asked, or `--passphrase-from` and `--sudo-password-from` say it. */
  readonly speaksToNodes?: true;
  /** Whether it answers `--help` itself. */
  readonly ownHelp?: true;
  /** Rewrites the words before they are split into options and arguments. */
  prepare?(words: readonly string[]): readonly string[];
  /** Ends with an exit code (design §10); a thrown SlipwayError ends with the code of its kind. */
  run(context: CommandContext): Promise<number>;
}

/** Options that every command takes. */
export const commonOptions = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  'data-dir': { type: 'string' },
} as const satisfies OptionTable;

/** Splits the words of a command line. Errors: `cli/usage` naming the word that is not understood. */
export function parseWords(argv: readonly string[], options: OptionTable): { args: readonly string[]; options: OptionValues } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { ...options, ...commonOptions },
      allowPositionals: true,
      strict: true,
    });
    return { args: positionals, options: values };
  } catch (error) {
    throw new SlipwayError('cli/usage', error instanceof Error ? error.message : '', { cause: error });
  }
}

/** The text of an option, or undefined. */
export const text = ({ options }: Pick<CommandContext, 'options'>, name: string): string | undefined => textOf(options, name);

export function textOf(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of a repeatable option. */
export function texts(context: CommandContext, name: string): readonly string[] {
  const value = context.options[name];
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}

/** Whether a switch was given. */
export const given = (context: CommandContext, name: string): boolean => context.options[name] === true;

/** The positional argument at `index`. Errors: `cli/usage` naming what is missing. */
export function argument(context: CommandContext, index: number, what: string): string {
  const value = context.args[index];
  if (value === undefined) throw new SlipwayError('cli/usage', `${what} is missing.`);
  return value;
}
