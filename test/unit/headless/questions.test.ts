import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { QuestionSubject } from '../../../electron/contract/questions.ts';
import { createQuestions } from '../../../electron/engine/services/question-service.ts';
import { answerQuestions, readSecrets, type Answering } from '../../../electron/headless/questions.ts';
import { tempFolder } from '../../fakes/temp-folder.ts';

const none = { passphraseFrom: undefined, sudoPasswordFrom: undefined };
const key: QuestionSubject = { kind: 'key-passphrase', path: '/home/me/.ssh/id' };
const sudo: QuestionSubject = { kind: 'sudo-password', dir: '/clusters/lab', node: 'pi1', user: 'pirate' };

/** How a question ends, and what the terminal was asked. */
async function ended(subject: QuestionSubject, right: string, answering: Partial<Answering>) {
  const room = createQuestions();
  const controller = new AbortController();
  const asked: string[] = [];
  const askSecret = (question: string, signal: AbortSignal): Promise<string | undefined> => {
    asked.push(question);
    return answering.askSecret?.(question, signal) ?? Promise.resolve(undefined);
  };
  const done = answerQuestions(room.service, { secrets: answering.secrets ?? {}, askSecret }, controller.signal);
  const isOpen = await room.ask(subject, (answer) => Promise.resolve(answer === right));
  controller.abort();
  await done;
  return { isOpen, asked };
}

describe('a secret of the command line', () => {
  it('comes from the variable or the descriptor that is named', () => {
    const path = join(tempFolder(), 'secret');
    writeFileSync(path, 'open sesame\nnot this\n');
    expect(readSecrets({ ...none, passphraseFrom: `fd:${String(openSync(path, 'r'))}` }, {})).toEqual({
      'key-passphrase': 'open sesame',
    });
    expect(readSecrets({ ...none, sudoPasswordFrom: 'env:PW' }, { PW: ' with spaces ' })).toEqual({
      'sudo-password': ' with spaces ',
    });
    expect(readSecrets(none, {})).toEqual({});
  });

  it.each(['open sesame', 'env:', 'env:MISSING', 'env:PW;id', 'fd:99', 'fd:x', 'file:/etc/shadow'])(
    'is not %s: that is wrong usage, and is said without the value',
    (source) => {
      const read = (): unknown => readSecrets({ ...none, passphraseFrom: source }, { PW: 'hidden' });
      expect(read).toThrow(expect.objectContaining({ code: 'cli/usage' }) as Error);
      expect(read).not.toThrow('hidden');
    },
  );
});

describe('a question of the engine', () => {
  it('is asked on the terminal, again when the answer was wrong', async () => {
    const words = ['wrong', 'open sesame'];
    const { isOpen, asked } = await ended(key, 'open sesame', { askSecret: () => Promise.resolve(words.shift()) });
    expect(isOpen).toBe(true);
    expect(asked).toEqual(['Passphrase of /home/me/.ssh/id', 'That was not it. Passphrase of /home/me/.ssh/id']);
  });

  it('is declined where there is no terminal', async () => {
    const { isOpen, asked } = await ended(sudo, 'open sesame', {});
    expect(isOpen).toBe(false);
    expect(asked).toEqual(['Password of pirate for sudo on pi1']);
  });

  it('gets the secret that was given, once, and nobody is asked', async () => {
    const secrets = { 'sudo-password': 'open sesame' };
    expect(await ended(sudo, 'open sesame', { secrets })).toEqual({ isOpen: true, asked: [] });
    expect(await ended(sudo, 'another', { secrets })).toEqual({ isOpen: false, asked: [] });
  });
});
