import { SlipwayError, type ErrorCode } from '../../contract/errors.ts';
import type { Evidence } from '../../contract/runbook.ts';
import type { ScriptResult, StepContext } from '../runbook/step.ts';

/** A POSIX shell script for a node, run as root. */
export interface NodeScript {
  readonly text: string;
  /** `$1`, `$2` …: seen by every user of the node, so no secret. */
  readonly args?: readonly string[];
  /** Secrets and whole files go here. */
  readonly stdin?: string;
  readonly timeoutMs?: number;
}

/** Before every check: `ok` and `todo` end it with its finding. */
const checkHead = `set -u
ok() { printf '%s\\n' "$1"; exit 0; }
todo() { printf '%s\\n' "$1"; exit 9; }
`;

/**
 * Runs a check: a script that ends by `ok SENTENCE` or `todo SENTENCE`. What it prints before is kept as proof.
 * Errors: `run/step-failed` when it ends in another way.
 */
export async function runCheck(context: StepContext, node: string, script: NodeScript): Promise<Evidence> {
  const result = await rootScript(context, node, { ...script, text: `${checkHead}${script.text}` });
  const lines = result.stdout.trimEnd().split('\n');
  const summary = lines.at(-1) ?? '';
  if ((result.code !== 0 && result.code !== 9) || summary === '')
    throw new SlipwayError('run/step-failed', `Its check ended with code ${result.code}: ${lastWords(result)}`);
  const output = lines.slice(0, -1).join('\n');
  return { done: result.code === 0, summary, ...(output === '' ? {} : { said: [{ command: 'check', output }] }) };
}

/** Runs a script as root and gives its stdout. Errors: `code` with what it said last. */
export async function mustRun(
  context: StepContext,
  node: string,
  script: NodeScript & { readonly code?: ErrorCode },
): Promise<string> {
  const result = await rootScript(context, node, { ...script, text: `set -eu\n${script.text}` });
  if (result.code !== 0) throw new SlipwayError(script.code ?? 'run/act-failed', lastWords(result));
  return result.stdout;
}

/** Runs a script as root; an exit code is a result. */
export const rootScript = (
  context: StepContext,
  node: string,
  { text, args = [], stdin, timeoutMs }: NodeScript,
): Promise<ScriptResult> =>
  context.remote(node).script(text, {
    args,
    as: 'root',
    signal: context.signal,
    ...(stdin === undefined ? {} : { stdin }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

/** The last lines of what a program said: the cause stands there. */
export function lastWords({ stdout, stderr }: Pick<ScriptResult, 'stdout' | 'stderr'>): string {
  const text = stderr.trim() === '' ? stdout.trim() : stderr.trim();
  return text.split('\n').slice(-3).join(' ').slice(-600);
}
