import type { CardPhase } from '../contract/card.ts';

/** What a card is doing, told at most five times a second and at each new phase. */
export interface Tracker {
  readonly phase: () => CardPhase;
  /** `total` in bytes; 0 where a phase moves none worth counting. */
  enter(phase: CardPhase, total: number): void;
  add(bytes: number): void;
}

export interface Progress {
  readonly phase: CardPhase;
  readonly done: number;
  readonly total: number;
}

const interval = 200;

/** `now` in milliseconds. A phase's end is always told, so that no bar stops at 99 %. */
export function createTracker(tell: (progress: Progress) => void, now: () => number): Tracker {
  let current: Progress = { phase: 'preparing', done: 0, total: 0 };
  let told = -Infinity;
  const say = (): void => {
    told = now();
    tell(current);
  };
  return {
    phase: () => current.phase,
    enter(phase, total) {
      current = { phase, done: 0, total };
      say();
    },
    add(bytes) {
      current = { ...current, done: current.done + bytes };
      if (now() - told >= interval || current.done === current.total) say();
    },
  };
}
