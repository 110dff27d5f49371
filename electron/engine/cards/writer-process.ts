import type { Readable, Writable } from 'node:stream';
import type { SlipwayError } from '../../contract/errors.ts';

/** Whom the writer must be to open its targets: card files need no more rights than the user has. */
export type WriterAccess = 'user' | 'administrator';

/** A running writer program. */
export interface WriterProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends it at once; its cards are left unfinished. */
  kill(): void;
  /** Resolves when it has ended, or could not be started at all; never rejects. */
  readonly exited: Promise<WriterExit>;
}

/** How it ended: with a code (null when killed by a signal), or why it never ran. */
export type WriterExit =
  { readonly kind: 'exited'; readonly code: number | null } | { readonly kind: 'not-started'; readonly error: SlipwayError };

export interface WriterLauncher {
  /** Starts the writer. Errors: `writer/needs-privilege`. */
  launch(access: WriterAccess): WriterProcess;
}
