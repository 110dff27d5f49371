import { cleanLine } from './clean-text.ts';

/** What a secret is replaced by. */
export const hidden = '••••••';

/** A shorter value would also be found where it is none. */
const shortestSecret = 6;
/** Of one line: read, and shown. */
const longestRead = 65_536;
const longestShown = 4096;
/** Longer than any secret that a pattern finds or a run knows: so much of a line that was cut off is not shown. */
const longestSecret = 16_384;
/** A private key has some 50 lines; what goes on longer is not one. */
const longestKey = 400;

/** Secrets by their form, for those that nobody announced. The first group, where there is one, is kept. */
const patterns: readonly RegExp[] = [
  /((?:client-key-data|certificate-authority-key-data|id-token|refresh-token)["']?\s*:\s*["']?)[A-Za-z0-9+/=._-]+/gi,
  /(\b(?:authorization["']?\s*[:=]\s*["']?)?(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /(--(?:token|discovery-token|tls-bootstrap-token|certificate-key|password|psk)[= ]\s*)[^\s'"]+/gi,
  /((?:\b|[_-])(?:password|passwd|passphrase|psk|secret|token|certificate[-_]?key|encryption[-_]?key)["']?\s*[:=]\s*["']?)[^\s'",;]{4,}/gi,
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\$(?:1|5|6|y|7|2[abxy]|argon2id?)\$[^\s:'"]{8,}/g,
  /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
];

const keyStart = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;
const keyEnd = /-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;

export interface TextStream {
  readonly write: (chunk: string) => void;
  /** Ends a last line that has no end. */
  readonly end: () => void;
}

export interface Redactor {
  /** From now on these values are hidden; those too short to tell are not. */
  readonly add: (values: readonly string[]) => void;
  readonly text: (text: string) => string;
  /** Hands on whole lines, each with its end: a secret that arrives in pieces is seen as one. */
  readonly stream: (emit: (lines: string) => void) => TextStream;
}

/**
 * The one place where what machines say enters (design §9): terminal escapes go, secrets are replaced. Known values also as
 * base64, as Kubernetes shows them.
 */
export function createRedactor(values: readonly string[] = []): Redactor {
  let known = knownForms(values);
  const redactLine = (line: string): string =>
    patterns.reduce(
      (text, pattern) => text.replace(pattern, (_, kept: unknown) => (typeof kept === 'string' ? kept : '') + hidden),
      known.reduce((text, value) => text.replaceAll(value, hidden), line),
    );
  const stream = (emit: (lines: string) => void): TextStream => lineStream(keyFilter(redactLine), emit);
  return {
    add: (more) => {
      known = [...new Set([...known, ...knownForms(more)])].sort((a, b) => b.length - a.length);
    },
    text: (text) => {
      const lines: string[] = [];
      const all = stream((line) => lines.push(line));
      all.write(text);
      all.end();
      const whole = lines.join('');
      return text.endsWith('\n') ? whole : whole.replace(/\n$/, '');
    },
    stream,
  };
}

function knownForms(values: readonly string[]): readonly string[] {
  const forms = values.flatMap((value) => [...value.split('\n'), Buffer.from(value).toString('base64')]);
  const long = forms.map((form) => cleanLine(form).trim()).filter(({ length }) => length >= shortestSecret);
  return [...new Set(long)].sort((a, b) => b.length - a.length);
}

interface Line {
  readonly text: string;
  /** There was more of it than is read. */
  readonly cut: boolean;
}

/** Gathers lines out of chunks, however they are split; the memory for a line without end is bounded. */
function lineStream(show: (line: string) => string | undefined, emit: (lines: string) => void): TextStream {
  let [pending, cut] = ['', false];
  const flush = (): void => {
    const shown = show(cleanLine(pending));
    if (shown !== undefined) emit(`${shortened({ text: shown, cut })}\n`);
    [pending, cut] = ['', false];
  };
  const gather = (part: string): void => {
    cut ||= pending.length + part.length > longestRead;
    pending = (pending + part).slice(0, longestRead);
  };
  return {
    write(chunk) {
      const [first = '', ...rest] = chunk.split('\n');
      gather(first);
      for (const part of rest) {
        flush();
        gather(part);
      }
    },
    end() {
      if (pending !== '') flush();
    },
  };
}

/** Of a line that was cut, the end is left out too: it may be the first half of a secret. */
function shortened({ text, cut }: Line): string {
  const most = cut ? Math.max(0, Math.min(longestShown, text.length - longestSecret)) : longestShown;
  return text.length > most ? `${text.slice(0, most)} …` : text;
}

/** Leaves private keys out, of which only the first line says that they are one; undefined for a line inside of one. */
function keyFilter(redactLine: (line: string) => string): (line: string) => string | undefined {
  let inside = 0;
  return (line) => {
    let rest = line;
    const wasInside = inside > 0;
    if (wasInside) {
      const end = keyEnd.exec(rest);
      if (end === null && inside <= longestKey) {
        inside += 1;
        return undefined;
      }
      inside = 0;
      if (end !== null) rest = rest.slice(end.index + end[0].length);
      if (rest === '') return undefined;
    }
    return redactLine(withoutKeys(rest, () => (inside = 1)));
  };
}

/** `opened` is called when a key begins here and does not end. */
function withoutKeys(line: string, opened: () => void): string {
  const start = keyStart.exec(line);
  if (start === null) return line;
  const before = line.slice(0, start.index) + hidden;
  const rest = line.slice(start.index + start[0].length);
  const end = keyEnd.exec(rest);
  if (end !== null) return before + withoutKeys(rest.slice(end.index + end[0].length), opened);
  opened();
  return before;
}
