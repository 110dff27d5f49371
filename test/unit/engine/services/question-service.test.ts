import { afterEach, describe, expect, it } from 'vitest';
import type { Question, QuestionSubject } from '../../../../electron/contract/questions.ts';
import { createQuestions, type QuestionRoom } from '../../../../electron/engine/services/question-service.ts';
import { fakeNode, testPool } from '../../../fakes/ssh-pool.ts';

const subject: QuestionSubject = { kind: 'key-passphrase', path: '/home/me/.ssh/id_ed25519' };
const sesame = (answer: string): Promise<boolean> => Promise.resolve(answer === 'open sesame');

const watching: AbortController[] = [];
afterEach(() => watching.splice(0).forEach((controller) => controller.abort()));

/** A person who answers each question with the next word, and turns away when there is none. */
function person(room: QuestionRoom, words: readonly string[], everywhere = false): readonly Question[] {
  const controller = new AbortController();
  watching.push(controller);
  const rest = [...words];
  const seen: Question[] = [];
  const answerAll = async (): Promise<void> => {
    for await (const { questions } of room.service.watch(controller.signal)) {
      for (const question of questions) {
        if (question.state !== 'asked' || seen.some(({ id }) => id === question.id)) continue;
        seen.push(question);
        const text = rest.shift();
        if (text === undefined) await room.service.decline({ id: question.id });
        else await room.service.answer({ id: question.id, text, everywhere });
      }
    }
  };
  void answerAll();
  return seen;
}

const listed = async (room: QuestionRoom): Promise<readonly Question[]> => {
  for await (const { questions } of room.service.watch(new AbortController().signal)) return questions;
  return [];
};

describe('a question', () => {
  it('is asked until the answer is right', async () => {
    const room = createQuestions();
    const seen = person(room, ['wrong', 'open sesame']);
    expect(await room.ask(subject, sesame)).toBe(true);
    expect(seen.map(({ wrong }) => wrong)).toEqual([0, 1]);
    expect(await listed(room)).toEqual([]);
  });

  it('is asked three times at most, and then not before a person wants it', async () => {
    const room = createQuestions();
    const seen = person(room, ['1', '2', '3', 'open sesame']);
    expect(await room.ask(subject, sesame)).toBe(false);
    expect(await room.ask(subject, sesame)).toBe(false);
    expect(seen).toHaveLength(3);
    const [declined] = await listed(room);
    expect(declined).toMatchObject({ state: 'declined', wrong: 3 });
    await room.service.reopen({ id: declined?.id ?? '' });
    expect(await room.ask(subject, sesame)).toBe(true);
  });

  it('that is declined ends at once for all who wait', async () => {
    const room = createQuestions();
    const seen = person(room, []);
    expect(await Promise.all([room.ask(subject, sesame), room.ask(subject, sesame)])).toEqual([false, false]);
    expect(seen).toHaveLength(1);
  });

  it('is not asked where nobody watches', async () => {
    expect(await createQuestions().ask(subject, sesame)).toBe(false);
  });

  it('ends when the engine does', async () => {
    const room = createQuestions();
    const controller = new AbortController();
    const news = room.service.watch(controller.signal)[Symbol.asyncIterator]();
    await news.next();
    const asked = room.ask(subject, sesame);
    room.close();
    expect(await asked).toBe(false);
    controller.abort();
  });

  it('fails for those who wait when the answer cannot be tried', async () => {
    const room = createQuestions();
    person(room, ['open sesame', 'open sesame']);
    await expect(room.ask(subject, () => Promise.reject(new Error('the node is gone')))).rejects.toThrow('the node is gone');
    expect(await room.ask(subject, sesame)).toBe(true);
  });
});

describe('the password for sudo', () => {
  const dir = '/clusters/lab';
  const password = 'häsli $(id)';

  async function desk(words: readonly string[], everywhere: boolean, others = password) {
    const room = createQuestions();
    const seen = person(room, words, everywhere);
    const pool = testPool({
      sudo: {
        password: (node) => room.sudoPassword({ dir, node }),
        ask: (node, opens) => room.ask({ kind: 'sudo-password', dir, node, user: 'pirate' }, opens),
      },
    });
    const nodes = [await fakeNode({ sudo: { password } }), await fakeNode({ sudo: { password: others } })] as const;
    const [first, second] = nodes.map((node, index) => pool.shell(node.target(`pi${String(index + 1)}`)));
    if (first === undefined || second === undefined) throw new Error('two nodes');
    return { room, seen, nodes, first, second };
  }

  it('is asked once for a node, tried before it is believed, and the commands that waited run once', async () => {
    const { seen, nodes, first } = await desk(['wrong', password], false);
    const run = (): Promise<unknown> => first.script('id -un >/dev/null; cat', { as: 'root', stdin: 'input' });
    expect(await Promise.all([run(), run()])).toMatchObject([{ stdout: 'input' }, { stdout: 'input' }]);
    expect(await run()).toMatchObject({ stdout: 'input' });
    expect(seen.map(({ wrong }) => wrong)).toEqual([0, 1]);
    expect(nodes[0].lines.join()).not.toContain('häsli');
  });

  it('is asked for each node, unless it was given for all', async () => {
    const each = await desk([password, password], false);
    for (const shell of [each.first, each.second]) await shell.exec(['true'], { as: 'root' });
    expect(each.seen).toHaveLength(2);
    const all = await desk([password], true);
    for (const shell of [all.first, all.second]) await shell.exec(['true'], { as: 'root' });
    expect(all.seen).toHaveLength(1);
  });

  it('that was given for all and is wrong on one node is asked for that one', async () => {
    const { seen, first, second } = await desk([password, 'another'], true, 'another');
    for (const shell of [first, second]) await shell.exec(['true'], { as: 'root' });
    expect(seen.map(({ subject: about }) => about.kind === 'sudo-password' && about.node)).toEqual(['pi1', 'pi2']);
  });

  it('that nobody gives is an error with a name', async () => {
    const { first } = await desk([], false);
    await expect(first.exec(['true'], { as: 'root' })).rejects.toMatchObject({ code: 'ssh/sudo-password' });
  });

  it('takes no time from the command', async () => {
    const { room, first } = await desk([], false);
    const slow = (async () => {
      for await (const { questions } of room.service.watch(new AbortController().signal)) {
        const [question] = questions;
        if (question === undefined) continue;
        await new Promise((resolve) => setTimeout(resolve, 300));
        await room.service.answer({ id: question.id, text: password, everywhere: false });
        return;
      }
    })();
    watching.splice(0).forEach((controller) => controller.abort());
    await expect(first.exec(['true'], { as: 'root', timeoutMs: 250 })).resolves.toMatchObject({ code: 0 });
    await slow;
  });
});
