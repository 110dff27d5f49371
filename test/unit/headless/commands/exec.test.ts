import { describe, expect, it } from 'vitest';
import type { ExecEvent, ExecOrder } from '../../../../electron/contract/exec.ts';
import { parseWords, type CommandContext } from '../../../../electron/headless/command.ts';
import { execCommand } from '../../../../electron/headless/commands/exec.ts';
import { createOutput } from '../../../../electron/headless/output.ts';
import { commandContext } from '../../../fakes/command-context.ts';

interface Ran {
  readonly code: number;
  readonly orders: readonly ExecOrder[];
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  words: readonly string[],
  events: readonly ExecEvent[] = [],
  more: Partial<CommandContext> = {},
): Promise<Ran> {
  const { args, options } = parseWords(execCommand.prepare?.(words) ?? words, execCommand.options);
  const [orders, stdout, stderr]: [ExecOrder[], string[], string[]] = [[], [], []];
  const exec = {
    run: (order: ExecOrder, tell: (event: ExecEvent) => void): Promise<void> => {
      orders.push(order);
      events.forEach(tell);
      return Promise.resolve();
    },
  };
  const { context } = commandContext({ options, services: { exec } });
  const sink = (to: string[]) => ({ write: (text: string) => to.push(text) });
  const output = createOutput({ json: options['json'] === true, stdout: sink(stdout), stderr: sink(stderr) });
  const code = await execCommand.run({ ...context, args, output, ...more });
  return { code, orders, stdout: stdout.join(''), stderr: stderr.join('') };
}

const line = (node: string, text: string, stream: 'stdout' | 'stderr' = 'stdout'): ExecEvent => ({
  kind: 'line',
  node,
  stream,
  text,
});
const ended = (node: string, code = 0): ExecEvent => ({ kind: 'ended', node, code });

describe('slipway exec', () => {
  it('keeps the words of the command apart from the nodes, options among them', async () => {
    const { orders } = await run(['/p', 'pi1', '--sudo', '--', 'grep', '--json', '-h', '--', 'x']);
    expect(orders).toEqual([{ dir: '/p', nodes: ['pi1'], argv: ['grep', '--json', '-h', '--', 'x'], as: 'root' }]);
  });

  it('asks all nodes where none is named', async () => {
    expect((await run(['/p', '--', 'uptime'])).orders).toMatchObject([{ nodes: [], as: 'login' }]);
  });

  it.each([[['/p', 'uptime']], [['/p', '--']], [['/p']]])('does not understand %j', async (words) => {
    await expect(run(words)).rejects.toMatchObject({ code: 'cli/usage' });
  });

  it('puts the node before each line, stdout on stdout and stderr on stderr', async () => {
    const { code, stdout, stderr } = await run(
      ['/p', 'pi1', 'pi10', '--', 'x'],
      [line('pi1', 'one'), line('pi10', 'two'), line('pi1', 'oops\there', 'stderr'), ended('pi1'), ended('pi10')],
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'pi1  | one\npi10 | two\n', stderr: 'pi1  | oops    here\n' });
  });

  it('ends with 1 when one node ends badly or cannot be reached, and names it', async () => {
    const error = { code: 'ssh/unreachable', title: 'The node does not answer.', detail: '10.0.0.9', fix: '' } as const;
    const { code, stderr } = await run(
      ['/p', '--', 'x'],
      [ended('pi1'), ended('pi2', 2), { kind: 'failed', node: 'pi3', error }],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('2 of 3 nodes did not end well: pi2, pi3');
    expect(stderr).toContain('[ssh/unreachable]');
  });

  it('prints JSON lines with --json', async () => {
    const { stdout } = await run(['/p', '--json', '--', 'x'], [line('pi1', 'one'), line('pi1', 'two', 'stderr'), ended('pi1')]);
    const types = stdout
      .trim()
      .split('\n')
      .map((text) => (JSON.parse(text) as { type: string }).type);
    expect(types).toEqual(['line', 'line', 'ended', 'exec-ended']);
  });

  it('ends as cancelled after Ctrl+C', async () => {
    await expect(run(['/p', '--', 'x'], [], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'engine/cancelled' });
  });
});
