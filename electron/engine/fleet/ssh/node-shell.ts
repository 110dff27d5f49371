/** What may be asked of one node over its one SSH connection. Every promise fails with a SlipwayError of `ssh/*` or `engine/cancelled`. */
export interface NodeShell {
  readonly node: string;
  /** Runs argv (each word quoted by the one tested function); a non-zero exit is a result, not an error. */
  exec(argv: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /**
   * Runs a POSIX shell script. Its text travels on stdin, never in a command line, and runs only when all of it arrived;
   * `args` are `$1`, `$2` …, and `stdin` is what the script reads as its own.
   */
  script(text: string, options?: ScriptOptions): Promise<CommandResult>;
  /** The whole file. Errors: `ssh/transfer` (not there, not readable), `ssh/too-much-output`. */
  readFile(path: string, options?: FileOptions): Promise<Uint8Array>;
  /** Atomic: written beside, then renamed; `as: 'root'` goes through sudo. Errors: `ssh/transfer`. */
  writeFile(path: string, content: Uint8Array | string, options?: WriteOptions): Promise<void>;
  /** Files of any size, over the node's own SFTP server. */
  readonly sftp: SftpDoor;
  /** A loopback listener on this computer that leads to host:port as seen from the node. */
  forward(target: { readonly host: string; readonly port: number }): Promise<Forward>;
  /** A login shell on a terminal of its own. */
  terminal(size: TerminalSize): Promise<Terminal>;
}

export interface CommandOptions {
  /** `login` where absent. */
  readonly as?: 'login' | 'root';
  readonly stdin?: Uint8Array | string;
  /** From the moment the command may start; no limit where absent. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Of stdout and stderr together; 8 MiB where absent. More fails with `ssh/too-much-output`: a result is never cut silently. */
  readonly maxOutputBytes?: number;
  /** Told as it arrives; characters are whole even where the network split them. */
  readonly onOutput?: (chunk: OutputChunk) => void;
  /** False for output that is only followed: nothing is kept, and no limit holds. */
  readonly keepOutput?: boolean;
}

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface ScriptOptions extends CommandOptions {
  readonly args?: readonly string[];
}

export interface CommandResult {
  /** Killed by signal n: 128 + n, as shells say it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FileOptions {
  readonly as?: 'login' | 'root';
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** 8 MiB where absent. */
  readonly maxBytes?: number;
}

export interface WriteOptions extends Omit<FileOptions, 'maxBytes'> {
  /** Permission bits; 0o644 where absent. */
  readonly mode?: number;
}

/**
 * Memory is bounded whatever the size: pieces are handed over as they come. Errors: `ssh/no-sftp` when the node offers no
 * SFTP (`readFile` and `writeFile` do without), `ssh/transfer` with the stage that failed, `ssh/timeout`, `ssh/disconnected`.
 */
export interface SftpDoor {
  stat(path: string, options?: Omit<FileOptions, 'as' | 'maxBytes'>): Promise<FileStat>;
  /** The file in pieces, in order; gives its length. Errors: `ssh/too-much-output` before anything is read. */
  get(path: string, take: (bytes: Uint8Array) => Promise<void> | void, options?: GetOptions): Promise<number>;
  /** Atomic, as `writeFile` is; gives the length. */
  put(path: string, source: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<number>;
}

/** `maxBytes`: no limit where absent. `timeoutMs`: of the whole transfer; one that stalls ends in any case. */
export type GetOptions = FileOptions;

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

export interface Forward {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** A live terminal; iterating it gives its output (once) and ends when the shell does. */
export interface Terminal extends AsyncIterable<string> {
  write(data: string): void;
  resize(size: TerminalSize): void;
  close(): void;
}
