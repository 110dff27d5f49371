import { errorFacts, type ErrorFacts } from '../contract/errors.ts';

/** Where a command speaks: results on stdout, people's progress on stderr (design §10). */
export interface Output {
  readonly json: boolean;
  /** A result: as one JSON line with `--json`, else as text. */
  result(value: object, text: string): void;
  /** News about work under way: one JSON line with `--json`, else nothing. */
  event(value: object): void;
  /** A line for people; replaced by the next one on a terminal when `passing`. */
  say(text: string, passing?: 'passing'): void;
  fail(thrown: unknown): void;
}

/** The part of a stream that output needs; `process.stdout` fits. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

export function createOutput({ json, stdout, stderr }: OutputOptions): Output {
  const line = (value: object): unknown => stdout.write(`${JSON.stringify(value)}\n`);
  const say = createSpeaker(stderr);
  return {
    json,
    result: (value, text) => {
      if (json) line(value);
      else if (text !== '') stdout.write(`${withoutEscapes(text)}\n`);
    },
    event: (value) => {
      if (json) line(value);
    },
    say: (text, passing) => {
      if (!json) say(text, passing);
    },
    fail: (thrown) => {
      const facts = errorFacts(thrown);
      if (json) line({ type: 'error', ...facts });
      else say(errorText(facts));
    },
  };
}

/** Keeps a passing line (progress) on one row of a terminal; elsewhere passing lines are left out, so logs stay short. */
function createSpeaker(stderr: TextSink): (text: string, passing?: 'passing') => void {
  const clear = '\r\u001B[2K';
  let row = false;
  return (text, passing) => {
    if (passing && stderr.isTTY !== true) return;
    if (row) stderr.write(clear);
    row = passing !== undefined;
    stderr.write(row ? printable(text).slice(0, (stderr.columns ?? 80) - 1) : `${printable(text)}\n`);
  };
}

/** Results keep the tabs and the CR LF of what other programs read (CSV, the output of nodes). */
const withoutEscapes = (text: string): string => text.replace(/[^\t\r\n]+|\r(?!\n)/g, printable);

/** Names come from drives, images and plans: no escape sequence of theirs may reach the terminal. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '�');

function errorText({ code, title, detail, fix }: ErrorFacts): string {
  return [`${title}${detail === '' ? '' : ` ${detail}`} [${code}]`, `→ ${fix}`].join('\n');
}
