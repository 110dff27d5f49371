import { errorFacts } from '../../contract/errors.ts';
import type { Evidence, StepFailure } from '../../contract/runbook.ts';
import type { Redactor } from './redact.ts';

const longest = { summary: 500, detail: 2000, command: 500, output: 4000 } as const;
const mostSaid = 12;

/** The end of a text is where programs say what went wrong. */
const lastOf = (text: string, length: number): string => (text.length > length ? `… ${text.slice(-length)}` : text);
const firstOf = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)} …` : text);

/** Evidence as it may be kept and shown: redacted and cut to size. */
export function presentable({ done, summary, said }: Evidence, redactor: Redactor): Evidence {
  const short = { done, summary: firstOf(redactor.text(summary), longest.summary) };
  if (said === undefined) return short;
  const words = said.slice(0, mostSaid).map(({ command, output }) => ({
    command: firstOf(redactor.text(command), longest.command),
    output: lastOf(redactor.text(output), longest.output),
  }));
  return { ...short, said: words };
}

/** Cause and remedy of what a step threw, redacted. `evidence`: what its last check found, presentable already. */
export function failureOf(thrown: unknown, redactor: Redactor, evidence?: Evidence): StepFailure {
  const { code, title, detail: raw, fix } = errorFacts(thrown);
  const detail = firstOf(redactor.text(raw), longest.detail);
  const failure = { error: { code, title, detail, fix }, cause: detail === '' ? title : detail, remedy: fix };
  return evidence === undefined ? failure : { ...failure, evidence };
}
