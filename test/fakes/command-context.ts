import type { LocalServices } from '../../electron/contract/services.ts';
import type { CommandContext } from '../../electron/headless/command.ts';
import { createOutput } from '../../electron/headless/output.ts';
import { stubServices } from './stub-services.ts';

export interface TestContext {
  readonly context: CommandContext;
  /** What was asked on the terminal. */
  readonly asked: string[];
  /** What was said on stdout and stderr. */
  readonly said: string[];
}

interface ContextOptions {
  readonly options?: CommandContext['options'];
  /** What a person types, in turn; nobody is there after the last. */
  readonly answers?: readonly string[];
  readonly services?: Partial<LocalServices>;
}

/** What a command runs with, without a terminal or an engine. */
export function commandContext({ options = {}, answers = [], services = {} }: ContextOptions = {}): TestContext {
  const [asked, said]: [string[], string[]] = [[], []];
  const sink = { write: (text: string) => said.push(text) };
  const left = [...answers];
  const all = { ...stubServices(), ...services } as LocalServices;
  const context: CommandContext = {
    args: [],
    options,
    output: createOutput({ json: false, stdout: sink, stderr: sink }),
    signal: new AbortController().signal,
    services: () => Promise.resolve(all),
    projects: () => Promise.resolve(all.projects),
    pageDir: '',
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(left.shift());
    },
  };
  return { context, asked, said };
}
