import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToWriter } from '../../../electron/contract/writer-protocol.ts';
import { readMessages, writeMessage } from '../../../electron/writer/protocol.ts';

const all = async (chunks: readonly (string | Buffer)[], limit?: number): Promise<ToWriter[]> => {
  const messages: ToWriter[] = [];
  for await (const message of readMessages(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), limit))
    messages.push(message);
  return messages;
};

const cancel = (id: string): ToWriter => ({ type: 'cancel', id });

describe('messages to the writer', () => {
  it('arrive whole however the bytes were cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (ids, size) => {
          const bytes = Buffer.from(ids.map((id) => `${JSON.stringify(cancel(id))}\n`).join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );
          expect(await all(chunks)).toEqual(ids.map(cancel));
        },
      ),
    );
  });

  it.each<[string, string]>([
    ['not JSON', 'hello\n'],
    ['an empty line', '\n'],
    ['an unknown type', '{"type":"format","id":"a"}\n'],
    ['an unknown field', '{"type":"cancel","id":"a","path":"/dev/sda"}\n'],
    ['another version', '{"type":"start","version":2,"cards":[]}\n'],
    ['no cards', '{"type":"start","version":1,"cards":[]}\n'],
    ['a message that breaks off', '{"type":"cancel","id":"a"}'],
    ['a list', '[{"type":"cancel","id":"a"}]\n'],
  ])('%s is refused', async (_what, text) => {
    await expect(all([text])).rejects.toMatchObject({ code: 'writer/protocol' });
  });

  it.each([
    ['in one piece', [`${JSON.stringify(cancel('x'.repeat(200)))}\n`]],
    ['without end', Array.from({ length: 50 }, () => 'x'.repeat(10))],
  ])('a message that is too long is refused, %s', async (_how, chunks) => {
    await expect(all(chunks, 100)).rejects.toMatchObject({ code: 'writer/protocol', detail: 'A message is too long.' });
  });

  it('are not repeated in the error that refuses them', async () => {
    const secret = '$6$salt$hash';
    await expect(all([`{"type":"cancel","password":"${secret}"}\n`])).rejects.not.toThrow(secret);
  });
});

it('a message from the writer is one line', async () => {
  const output = new PassThrough();
  writeMessage(output, {
    type: 'failed',
    id: 'a',
    phase: 'writing',
    error: { code: 'card/removed', title: 'x\ny', detail: '', fix: '' },
  });
  output.end();
  expect((await output.toArray()).join('').split('\n')).toHaveLength(2);
});
