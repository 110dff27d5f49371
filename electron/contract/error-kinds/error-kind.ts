/** How a command that met this error ends: 1 failed, 2 bad input, 3 refused for safety, 130 cancelled (design §10). */
type ExitCode = 1 | 2 | 3 | 130;

/** What is always true of an error code: one sentence of what happened, one of what to do. */
export interface ErrorKind {
  readonly title: string;
  readonly fix: string;
  readonly exit: ExitCode;
}

export const kind = (exit: ExitCode, title: string, fix: string): ErrorKind => ({ exit, title, fix });
