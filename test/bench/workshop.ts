import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program, type Measurement } from './measure.ts';

export const dist = fileURLToPath(new URL('../../dist', import.meta.url));

export interface Workshop {
  /** A folder on a real disk that is removed afterwards. */
  readonly work: string;
  /** A whole-disk image of realistic content: the lab's where it is, else one made here. */
  readonly image: string;
  /** The same as `.xz`, packed in one thread. */
  readonly xz: string;
}

export interface Bench {
  readonly name: string;
  run(workshop: Workshop): Promise<readonly Measurement[]>;
}

/** Runs the built CLI with a data folder inside the workshop. */
export const cli = (work: string, ...args: readonly string[]): Promise<string> =>
  program(process.execPath, [join(dist, 'headless/cli.js'), ...args, '--data-dir', join(work, 'data')]);
