import type { SudoWords } from './command-line.ts';

/** How far sudo is: it has said nothing that counts, was given the password, or handed over. */
export interface SudoState {
  readonly phase: 'waiting' | 'answered' | 'begun' | 'rejected';
  /** What it said so far and was not understood yet. */
  readonly heard: string;
}

export const sudoStart: SudoState = { phase: 'waiting', heard: '' };

export interface SudoMove {
  readonly state: SudoState;
  /** `answer`: send the password. `begin`: send the command's input; `rest` is its own stderr. `reject`: the password was wrong. */
  readonly move?: { readonly kind: 'answer' | 'reject' } | { readonly kind: 'begin'; readonly rest: string };
}

/** sudo's lecture and a wrong password are a few hundred characters; what is before those is forgotten. */
const mostHeard = 8192;

/** One more piece of stderr. The words may be split over pieces, and a lecture may come before the prompt. Pure. */
export function hear(state: SudoState, piece: string, words: SudoWords): SudoMove {
  const heard = (state.heard + piece).slice(-mostHeard - piece.length);
  const begun = heard.indexOf(words.begun);
  if (begun >= 0) {
    return { state: { phase: 'begun', heard: '' }, move: { kind: 'begin', rest: heard.slice(begun + words.begun.length) } };
  }
  const asked = heard.indexOf(words.prompt);
  if (asked < 0) return { state: { ...state, heard: heard.slice(-mostHeard) } };
  const after = heard.slice(asked + words.prompt.length);
  return state.phase === 'waiting'
    ? { state: { phase: 'answered', heard: after }, move: { kind: 'answer' } }
    : { state: { phase: 'rejected', heard: after }, move: { kind: 'reject' } };
}
