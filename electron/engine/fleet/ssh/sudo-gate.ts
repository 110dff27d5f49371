import { SlipwayError } from '../../../contract/errors.ts';
import type { SudoWords } from './command-line.ts';
import { hear, sudoStart } from './sudo-dialogue.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

export interface SudoAsk {
  readonly words: SudoWords;
  /** The login's password, or undefined when it is not known. */
  readonly password: string | undefined;
}

interface GateActs {
  readonly send: (text: string) => void;
  /** The command itself begins: its input may be sent. */
  readonly begin: () => void;
  readonly fail: (error: SlipwayError) => void;
}

/** Stands before a command's stderr until sudo has let it through. */
export interface SudoGate {
  /** The part of a piece of stderr that is the command's own. */
  pass(bytes: Buffer): Buffer;
  passed(): boolean;
  /** What sudo said instead. */
  heard(): string;
}

export function sudoGate({ words, password }: SudoAsk, { send, begin, fail }: GateActs): SudoGate {
  let state = sudoStart;
  const answer = (): void => {
    if (password === undefined) fail(new SlipwayError('ssh/sudo-password'));
    else send(`${password}\n`);
  };
  return {
    passed: () => state.phase === 'begun',
    heard: () => terminalSafe(state.heard).trim().slice(-200),
    pass: (bytes) => {
      if (state.phase === 'begun') return bytes;
      // latin1 keeps every byte as it is: what follows the word is the command's, in whatever encoding.
      const { state: next, move } = hear(state, bytes.toString('latin1'), words);
      state = next;
      if (move?.kind === 'answer') answer();
      if (move?.kind === 'reject') fail(new SlipwayError('ssh/sudo-password', 'The password given is not the right one.'));
      if (move?.kind !== 'begin') return Buffer.alloc(0);
      begin();
      return Buffer.from(move.rest, 'latin1');
    },
  };
}
