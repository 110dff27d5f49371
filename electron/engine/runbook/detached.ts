/** Work that goes on on its node whatever becomes of the connection, of Slipway or of its computer. */
export interface DetachedWork {
  /** Names the work on its node: letters, digits, `-`, `_`, `.`; 1 to 80 of them. The same name is the same work. */
  readonly unit: string;
  /** POSIX shell. */
  readonly script: string;
  /** `$1`, `$2` … of the script; seen by every user of the node, so no secret. */
  readonly args?: readonly string[];
  /** Environment of the script: secrets go here; it is handed over in a file that root alone can read. */
  readonly env?: Readonly<Record<string, string>>;
  /** `stop` (where absent): ends with the run when a person stops it. `leave`: is left to finish, as it cannot be undone halfway. */
  readonly onStop?: 'stop' | 'leave';
}

export interface DetachedResult {
  readonly code: number;
  /** The end of what it said, redacted; 16 KiB at most. */
  readonly tail: string;
}

export interface Detached {
  /**
   * Starts the work as root, or finds it again when it is under way or has just ended, waits for its end and cleans up.
   * Its output goes to the step's log. An exit code is a result, not an error. Lost connections are waited out.
   * Errors: `run/act-lost` when it is gone without a result (the node was restarted), `run/no-systemd`, `ssh/*` that do not
   * pass, and the reason of the step's signal.
   */
  run(work: DetachedWork): Promise<DetachedResult>;
}
