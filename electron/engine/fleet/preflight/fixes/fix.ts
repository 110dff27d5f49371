import { prelude } from './prelude.ts';

/** A POSIX script for root. Data goes in `args` only, as `$1`, `$2` …: nothing of a plan or a node is put into the text. */
export interface FixScript {
  readonly text: string;
  readonly args: readonly string[];
}

/**
 * One repair: check → act → check (design §9). Done twice it changes nothing the second time; each file it touches is kept
 * once, as it was, under /var/backups/slipway.
 */
export interface Fix {
  /** Of the finding that it answers. */
  readonly code: string;
  /** What it does, for people. */
  readonly text: string;
  /** Exit 0: it is so; any other: it is not, and stdout says what was found. `nowSeconds`: by the desktop's clock. */
  readonly check: (nowSeconds: number) => FixScript;
  /** Exit 0 when the change was made. */
  readonly act: (nowSeconds: number) => FixScript;
  /** Whether the change is in force only after a reboot: then the second check comes after that. */
  readonly reboots: boolean;
}

/** A script of a fix, with the functions that all of them use before it. */
export const fixScript = (text: string, args: readonly string[] = []): FixScript => ({ text: prelude + text, args });
