import { SlipwayError } from '../../contract/errors.ts';

export type StartAnswer = 'started' | 'same' | 'other' | 'torn' | 'no-systemd';

/** Errors: `run/act-failed` for an answer that is none. */
export function startAnswer(stdout: string): StartAnswer {
  const word = stdout.trim();
  switch (word) {
    case 'started':
    case 'same':
    case 'other':
    case 'torn':
    case 'no-systemd':
      return word;
    default:
      throw new SlipwayError('run/act-failed', `The node said ${JSON.stringify(word.slice(0, 200))}.`);
  }
}

export type ActProgress =
  | { readonly kind: 'running' }
  /** `gone`: nothing is known of it there. `lost`: it began and is no more, without a result. */
  | { readonly kind: 'gone' | 'lost' }
  | { readonly kind: 'ended'; readonly code: number };

export interface PollAnswer {
  readonly progress: ActProgress;
  /** What its log holds from the asked offset on. */
  readonly log: Uint8Array;
}

/** Errors: `run/act-failed` for an answer that is none. */
export function pollAnswer(stdout: string): PollAnswer {
  const [first = '', ...rest] = stdout.split('\n');
  return { progress: progressOf(first.trim()), log: Buffer.from(rest.join(''), 'base64') };
}

function progressOf(line: string): ActProgress {
  if (line === 'running' || line === 'gone' || line === 'lost') return { kind: line };
  const code = /^ended (\d{1,3})$/.exec(line)?.[1];
  if (code === undefined)
    throw new SlipwayError('run/act-failed', `The node said ${JSON.stringify(line.slice(0, 200))} of the act.`);
  return { kind: 'ended', code: Number(code) };
}
