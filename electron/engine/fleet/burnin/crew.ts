import { errorFacts, SlipwayError } from '../../../contract/errors.ts';
import type { BurninPart } from '../../../contract/burnin.ts';
import type { NodeFacts } from '../../../contract/facts.ts';
import type { ScriptShell } from '../facts/gather.ts';
import type { BurninEvent } from './state.ts';

export interface BurninPorts {
  readonly shell: (node: string) => ScriptShell;
  /** Errors: `ssh/*`, `fleet/*`. */
  readonly ask: (node: string, signal: AbortSignal) => Promise<NodeFacts>;
  readonly tell: (event: BurninEvent) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** The nodes that take part, and what becomes of one that goes away: the others go on without it. */
export interface Crew {
  /** Those that are still there, in the plan's order, with their facts. */
  present(): readonly { readonly node: string; readonly facts: NodeFacts }[];
  join(node: string, facts: NodeFacts): void;
  /** Whether what went wrong means that the node is away: then it is told as lost, once. */
  lose(node: string, during: BurninPart | 'start', thrown: unknown): boolean;
  /**
   * Does part of the work on a node. What goes wrong is told: a node that is away is lost, anything else is a note.
   * Resolves with undefined then. Rejects with `engine/cancelled` alone.
   */
  attempt<T>(node: string, part: BurninPart, work: () => Promise<T>): Promise<T | undefined>;
}

export function createCrew({ tell }: BurninPorts): Crew {
  const members = new Map<string, NodeFacts>();
  const lose = (node: string, during: BurninPart | 'start', thrown: unknown): boolean => {
    const error = errorFacts(thrown);
    if (!isAway(error.code)) return false;
    members.delete(node);
    tell({ type: 'phase', node, phase: { kind: 'lost', during, error } });
    return true;
  };
  return {
    present: () => [...members].map(([node, facts]) => ({ node, facts })),
    join: (node, facts) => members.set(node, facts),
    lose,
    attempt: async (node, part, work) => {
      try {
        return await work();
      } catch (thrown) {
        const { code, title, detail } = errorFacts(thrown);
        if (code === 'engine/cancelled') throw thrown;
        if (!lose(node, part, thrown)) tell({ type: 'note', node, text: `${part}: ${detail === '' ? title : detail}` });
        return undefined;
      }
    },
  };
}

/** Errors of a node that is there: it did not like what was asked. */
const here = new Set(['ssh/sudo-password', 'ssh/too-much-output', 'ssh/transfer', 'fleet/bad-answer']);

const isAway = (code: string): boolean => /^(?:ssh|fleet)\//.test(code) && !here.has(code);

/** Options of a script on a node as root. */
export const asRoot = (signal: AbortSignal, timeoutSeconds: number) =>
  ({ as: 'root', timeoutMs: timeoutSeconds * 1000, signal }) as const;

const longestLine = 100_000;

/** Calls `onLine` for each line that arrives on stdout, however it was cut on the way. */
export function onLines(onLine: (line: string) => void): NonNullable<Parameters<ScriptShell['script']>[1]>['onOutput'] {
  let rest = '';
  return ({ stream, text }) => {
    if (stream !== 'stdout') return;
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-longestLine);
    for (const line of lines) onLine(line);
  };
}

/** Throws where a script did not end well. */
export function expectSuccess(code: number, what: string): void {
  if (code !== 0) throw new SlipwayError('fleet/bad-answer', `${what} ended with code ${code}.`);
}
