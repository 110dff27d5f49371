import { SlipwayError } from '../../../contract/errors.ts';

/** At most so many at once; the others wait their turn, first come, first served. */
export interface Slots {
  /** Ends when it is one's turn, with what gives the place back. Errors: `engine/cancelled`. */
  take(signal?: AbortSignal): Promise<() => void>;
}

export function createSlots(size: number): Slots {
  let free = size;
  const waiting: (() => void)[] = [];
  const giveBack = (): (() => void) => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    };
  };
  return {
    take: (signal) => {
      if (signal?.aborted === true) return Promise.reject(new SlipwayError('engine/cancelled'));
      if (free > 0) {
        free -= 1;
        return Promise.resolve(giveBack());
      }
      return new Promise((resolve, reject) => {
        const turn = (): void => {
          signal?.removeEventListener('abort', leave);
          resolve(giveBack());
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(turn), 1);
          reject(new SlipwayError('engine/cancelled'));
        };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(turn);
      });
    },
  };
}
