import { readFileSync } from 'node:fs';
import { SlipwayError } from '../contract/errors.ts';
import type { Question, QuestionService, QuestionSubject } from '../contract/questions.ts';

/** Options of each command that speaks to nodes. A secret is never a word of a command line: every user could read it. */
export const secretOptions = {
  'passphrase-from': { type: 'string' },
  'sudo-password-from': { type: 'string' },
} as const;

type Secrets = Readonly<Partial<Record<QuestionSubject['kind'], string>>>;

interface SecretWords {
  readonly passphraseFrom: string | undefined;
  readonly sudoPasswordFrom: string | undefined;
}

/** What `--passphrase-from` and `--sudo-password-from` name, read now. Errors: `cli/usage`. */
export function readSecrets({ passphraseFrom, sudoPasswordFrom }: SecretWords, env: NodeJS.ProcessEnv): Secrets {
  return {
    ...(passphraseFrom !== undefined && { 'key-passphrase': readSecret(passphraseFrom, env) }),
    ...(sudoPasswordFrom !== undefined && { 'sudo-password': readSecret(sudoPasswordFrom, env) }),
  };
}

/** `env:NAME`, or `fd:NUMBER` for its first line, as OpenSSL names them. */
function readSecret(source: string, env: NodeJS.ProcessEnv): string {
  const [, kind, name = ''] = /^(env|fd):(\w+)$/.exec(source) ?? [];
  if (kind === undefined) throw new SlipwayError('cli/usage', `${source} is neither env:NAME nor fd:NUMBER.`);
  const text = kind === 'env' ? (env[name] ?? '') : firstLineOf(Number(name));
  if (text === '') throw new SlipwayError('cli/usage', `${source} is empty.`);
  return text;
}

function firstLineOf(descriptor: number): string {
  try {
    return readFileSync(descriptor, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (cause) {
    throw new SlipwayError('cli/usage', `fd:${descriptor} cannot be read.`, { cause });
  }
}

export interface Answering {
  readonly secrets: Secrets;
  /** Asks a person without showing what is typed; undefined when nobody is there, or nothing was typed. */
  readonly askSecret: (question: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** Answers the engine's questions one after the other, until the signal is aborted. A given secret is tried once for each. */
export async function answerQuestions(
  questions: QuestionService,
  { secrets, askSecret }: Answering,
  signal: AbortSignal,
): Promise<void> {
  const seen = new Set<string>();
  for await (const snapshot of questions.watch(signal)) {
    for (const question of snapshot.questions.filter(({ id, state }) => state === 'asked' && !seen.has(id))) {
      const { id, subject, wrong } = question;
      seen.add(id);
      const given = secrets[subject.kind];
      const text = given === undefined ? await askSecret(wordsOf(question), signal) : wrong === 0 ? given : undefined;
      if (text === undefined || text === '') await questions.decline({ id });
      else await questions.answer({ id, text, everywhere: true });
    }
  }
}

function wordsOf({ subject, wrong }: Question): string {
  const again = wrong === 0 ? '' : 'That was not it. ';
  switch (subject.kind) {
    case 'key-passphrase':
      return `${again}Passphrase of ${subject.path}`;
    case 'sudo-password':
      return `${again}Password of ${subject.user} for sudo on ${subject.node}`;
  }
}
