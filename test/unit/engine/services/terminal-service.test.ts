import { describe, expect, it, onTestFinished } from 'vitest';
import type { TerminalEvent } from '../../../../electron/contract/terminal.ts';
import { createTerminalService } from '../../../../electron/engine/services/terminal-service.ts';
import { echoTerminal, type EchoTerminal } from '../../../fakes/echo-terminal.ts';
import { stubShell } from '../../../fakes/fake-shell.ts';

function terminals(unwatchedMs = 60_000) {
  const opened: EchoTerminal[] = [];
  const terminal = (size: { rows: number; columns: number }): Promise<EchoTerminal> => {
    const made = echoTerminal(size);
    opened.push(made);
    return Promise.resolve(made);
  };
  const room = createTerminalService({ shell: () => Promise.resolve(stubShell({ terminal })) }, { most: 2, unwatchedMs });
  onTestFinished(() => room.close());
  return { ...room, opened };
}

const size = { rows: 24, columns: 80 };
const never = new AbortController().signal;

/** Reads events until the text was said; leaving ends the watching. */
async function readUntil(events: AsyncIterable<TerminalEvent>, wanted: string): Promise<{ text: string; position: number }> {
  let text = '';
  for await (const event of events) {
    if (event.kind === 'output') text += event.text;
    if (text.includes(wanted) || event.kind === 'ended') return { text, position: event.position };
  }
  return { text, position: -1 };
}

describe('terminals', () => {
  it('say what is typed into them', async () => {
    const { service } = terminals();
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    await service.write({ id, data: 'ls\r' });
    expect((await readUntil(service.watch({ id }, never), 'ls')).text).toBe('pirate@pi1:~$ ls\r');
  });

  it('go on for a page that reloads, from where it was', async () => {
    const { service, opened } = terminals();
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    const { position } = await readUntil(service.watch({ id }, never), '$ ');
    opened[0]?.say('while away');
    expect((await readUntil(service.watch({ id, after: position }, never), 'away')).text).toBe('while away');
  });

  it('tell two watchers the same', async () => {
    const { service, opened } = terminals();
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    const both = [1, 2].map(() => readUntil(service.watch({ id }, never), 'end'));
    opened[0]?.say('the end');
    const texts = (await Promise.all(both)).map(({ text }) => text);
    expect(texts).toEqual(['pirate@pi1:~$ the end', 'pirate@pi1:~$ the end']);
  });

  it('tell their size to the node', async () => {
    const { service, opened } = terminals();
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    await service.resize({ id, rows: 50, columns: 132 });
    expect(opened[0]?.sizes).toEqual([size, { rows: 50, columns: 132 }]);
  });

  it('tell their end to those who watch', async () => {
    const { service } = terminals();
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    const events: string[] = [];
    for await (const { kind } of service.watch({ id }, never)) {
      events.push(kind);
      await service.close({ id });
    }
    expect(events).toEqual(['output', 'ended']);
  });

  it('are a few at once; one that ended makes room', async () => {
    const { service, opened } = terminals();
    const open = () => service.open({ dir: '/p', node: 'pi1', ...size });
    const { id } = await open();
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'ssh/too-many-terminals' });
    await service.close({ id });
    await expect.poll(() => opened[0]?.closed()).toBe(true);
    await expect
      .poll(() =>
        open().then(
          () => 'open',
          () => 'full',
        ),
      )
      .toBe('open');
  });

  it('end when nobody watches them any more', async () => {
    const { service, opened } = terminals(1);
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    await expect.poll(() => opened[0]?.closed()).toBe(true);
    await expect
      .poll(() =>
        service.write({ id, data: 'x' }).then(
          () => 'there',
          () => 'gone',
        ),
      )
      .toBe('gone');
  });

  it('do not fill the memory of a watcher that reads slowly: the node waits', async () => {
    const { service, opened } = terminals();
    const { id } = await service.open({ dir: '/p', node: 'pi1', ...size });
    const events = service.watch({ id }, never)[Symbol.asyncIterator]();
    await events.next();
    for (let index = 0; index < 1000; index += 1) opened[0]?.say('x'.repeat(1024));
    let read = 0;
    while (read < 1000 * 1024) {
      const { value } = (await events.next()) as { value: TerminalEvent };
      if (value.kind !== 'output' || value.gap) throw new Error('something was lost');
      read += value.text.length;
    }
    await events.return?.();
  });

  it('that are not there are an error', async () => {
    const { service } = terminals();
    await expect(service.write({ id: 'none', data: '' })).rejects.toMatchObject({ code: 'ssh/terminal-ended' });
    await service.close({ id: 'none' });
  });
});
