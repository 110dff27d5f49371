import { z } from 'zod';
import type { ErrorFacts } from './errors.ts';

const size = { rows: z.number().int().min(2).max(500), columns: z.number().int().min(2).max(1000) };
const terminal = z.strictObject({ id: z.string().max(64) });

export const terminalOpenSchema = z.strictObject({ dir: z.string(), node: z.string(), ...size });
export type TerminalOpen = z.output<typeof terminalOpenSchema>;

/** What was typed or pasted, as a terminal sends it. */
export const terminalWriteSchema = terminal.extend({ data: z.string().max(65_536) });
export type TerminalWrite = z.output<typeof terminalWriteSchema>;

export const terminalResizeSchema = terminal.extend(size);
export type TerminalResize = z.output<typeof terminalResizeSchema>;

export const terminalCloseSchema = terminal;

/** `lastEventId`: the position that was seen last, so that a page that reloads goes on where it was. */
export const terminalWatchSchema = terminal.extend({ lastEventId: z.string().nullish() });

/** `position`: how many UTF-16 units the terminal has said up to here. */
export type TerminalEvent =
  /** For a terminal emulator only: it holds escape sequences. `gap`: what came before is kept no longer. */
  | { readonly kind: 'output'; readonly position: number; readonly text: string; readonly gap: boolean }
  /** The shell has ended, or the connection with an error. */
  | { readonly kind: 'ended'; readonly position: number; readonly error?: ErrorFacts };

/** Live terminals on nodes. One that nobody watches for a minute ends. */
export interface TerminalService {
  /** Errors: `ssh/too-many-terminals`, `ssh/*`, `fleet/*`, `plan/unknown-node`. */
  open(input: TerminalOpen): Promise<{ readonly id: string }>;
  /** Errors: `ssh/terminal-ended`. */
  write(input: TerminalWrite): Promise<void>;
  /** Errors: `ssh/terminal-ended`. */
  resize(input: TerminalResize): Promise<void>;
  /** Ends it; one that has ended already is no error. */
  close(input: { readonly id: string }): Promise<void>;
  /** What it says from a position on, and its end. Errors: `ssh/terminal-ended` when it is not known any more. */
  watch(input: { readonly id: string; readonly after?: number }, signal: AbortSignal): AsyncIterable<TerminalEvent>;
}
