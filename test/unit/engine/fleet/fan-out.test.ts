import { describe, expect, it } from 'vitest';
import type { ExecEvent } from '../../../../electron/contract/exec.ts';
import { fanOut } from '../../../../electron/engine/fleet/fan-out.ts';
import { fakeNode, testPool } from '../../../fakes/ssh-pool.ts';

const never = new AbortController().signal;

describe('one command on many nodes', () => {
  it('ends on each for itself: one that fails or is away stops no other', async () => {
    const pool = testPool();
    const good = await fakeNode({ answer: () => ({ stdout: 'one\ntwo', stderr: '\u001B[31mred\u001B[0m\n' }) });
    const bad = await fakeNode({ answer: () => ({ code: 3 }) });
    const away = await fakeNode();
    await away.stop();
    const events: ExecEvent[] = [];
    const nodes = [good, bad, away].map((node, index) => ({
      node: `pi${index}`,
      shell: () => Promise.resolve(pool.shell(node.target(`pi${index}`))),
    }));
    await fanOut(nodes, { argv: ['true'], as: 'login', tell: (event) => events.push(event), signal: never });
    const of = (node: string): readonly unknown[] => events.filter((event) => event.node === node);
    expect(of('pi0')).toEqual(
      expect.arrayContaining([
        { kind: 'line', node: 'pi0', stream: 'stdout', text: 'one' },
        { kind: 'line', node: 'pi0', stream: 'stdout', text: 'two' },
        { kind: 'line', node: 'pi0', stream: 'stderr', text: 'red' },
        { kind: 'ended', node: 'pi0', code: 0 },
      ]),
    );
    expect(of('pi1')).toEqual([{ kind: 'ended', node: 'pi1', code: 3 }]);
    expect(of('pi2')).toMatchObject([{ kind: 'failed', error: { code: 'ssh/refused' } }]);
  });

  it('says that a node could not be found', async () => {
    const events: ExecEvent[] = [];
    const shell = () => Promise.reject(new Error('lost at sea'));
    await fanOut([{ node: 'pi1', shell }], { argv: ['true'], as: 'login', tell: (event) => events.push(event), signal: never });
    expect(events).toMatchObject([{ kind: 'failed', node: 'pi1', error: { detail: 'lost at sea' } }]);
  });

  it('ends on all of them at Ctrl+C, and Node warns of no leak', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const pool = testPool();
    const hanging = await Promise.all(Array.from({ length: 12 }, () => fakeNode({ answer: () => 'hang' })));
    const nodes = hanging.map((node, index) => ({
      node: `pi${index}`,
      shell: () => Promise.resolve(pool.shell(node.target(`pi${index}`))),
    }));
    const events: ExecEvent[] = [];
    const cancelling = new AbortController();
    const tell = (event: ExecEvent): number => events.push(event);
    const running = fanOut(nodes, { argv: ['sleep'], as: 'login', tell, signal: cancelling.signal });
    await expect.poll(() => hanging.every(({ lines }) => lines.length === 1), { timeout: 30_000 }).toBe(true);
    cancelling.abort();
    await running;
    process.off('warning', note);
    expect(events.map((event) => event.kind === 'failed' && event.error.code)).toEqual(Array(12).fill('engine/cancelled'));
    expect(warnings).toEqual([]);
  });
});
