import { setMaxListeners } from 'node:events';
import { errorFacts } from '../../contract/errors.ts';
import type { ExecEvent, ExecOrder } from '../../contract/exec.ts';
import { createLines, type Lines } from './lines.ts';
import type { NodeShell, OutputChunk } from './ssh/node-shell.ts';

export interface FanOutNode {
  readonly node: string;
  /** Finds and connects to it. */
  readonly shell: () => Promise<NodeShell>;
}

export interface FanOutOrder extends Pick<ExecOrder, 'argv' | 'as'> {
  readonly tell: (event: ExecEvent) => void;
  readonly signal: AbortSignal;
}

/** One command on many nodes at once, as far as the pool lets it. Each node ends with one `ended` or `failed`; none stops another. */
export async function fanOut(nodes: readonly FanOutNode[], order: FanOutOrder): Promise<void> {
  // Each node listens for Ctrl+C; Node warns of a leak beyond ten listeners.
  setMaxListeners(0, order.signal);
  await Promise.all(nodes.map(async (one) => order.tell(await outcomeOn(one, order))));
}

async function outcomeOn({ node, shell }: FanOutNode, { argv, as, tell, signal }: FanOutOrder): Promise<ExecEvent> {
  try {
    const opened = await shell();
    const linesOf = (stream: 'stdout' | 'stderr'): Lines => createLines((text) => tell({ kind: 'line', node, stream, text }));
    const lines = { stdout: linesOf('stdout'), stderr: linesOf('stderr') };
    const onOutput = ({ stream, text }: OutputChunk): void => lines[stream].push(text);
    try {
      const { code } = await opened.exec(argv, { as, signal, onOutput, keepOutput: false });
      return { kind: 'ended', node, code };
    } finally {
      lines.stdout.end();
      lines.stderr.end();
    }
  } catch (thrown) {
    return { kind: 'failed', node, error: errorFacts(thrown) };
  }
}
