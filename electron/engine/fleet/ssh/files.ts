import { SlipwayError } from '../../../contract/errors.ts';
import type { RemoteCommand } from './command-line.ts';
import { scriptCommand } from './command-line.ts';
import type { RawResult } from './converse.ts';
import type { CommandOptions, FileOptions, WriteOptions } from './node-shell.ts';
import { lenientText } from './output.ts';
import { terminalSafe } from '../../../contract/terminal-safe.ts';

/** Runs a command on the node. */
export type Run = (command: RemoteCommand, options: CommandOptions) => Promise<RawResult>;

/** A whole file through `cat`, which becomes root as any command does. Errors: `ssh/transfer`, `ssh/too-much-output`. */
export async function readThroughCat(path: string, { maxBytes, ...options }: FileOptions, run: Run): Promise<Uint8Array> {
  const limit = maxBytes === undefined ? {} : { maxOutputBytes: maxBytes };
  const result = await run({ argv: ['cat', '--', path], stdin: Buffer.alloc(0) }, { ...options, ...limit });
  return sound(result, path).stdout;
}

/** Nothing is renamed before every byte is there and on the disk: a full disk or a lost connection leaves the old file. */
const writeScript = `set -eu
umask 077
beside=$(mktemp "$1.slipway-XXXXXX")
trap 'rm -f "$beside"' EXIT
cat >"$beside"
[ "$(wc -c <"$beside")" -eq "$3" ] || { echo "not all of the file arrived" >&2; exit 1; }
chmod "$2" "$beside"
sync "$beside" 2>/dev/null || sync
mv -f "$beside" "$1"
trap - EXIT`;

/** Writes a file through a script, which becomes root as any command does. Errors: `ssh/transfer`. */
export async function writeThroughScript(
  { path, content }: { readonly path: string; readonly content: Buffer },
  { mode = 0o644, ...options }: WriteOptions,
  run: Run,
): Promise<void> {
  const args = [path.startsWith('/') ? path : `./${path}`, mode.toString(8), String(content.length)];
  sound(await run(scriptCommand(writeScript, args, content), options), path);
}

/** The result of a command that did what it should. Errors: `ssh/transfer` with the end of what it said. */
export function sound(result: RawResult, path: string): RawResult {
  if (result.code === 0) return result;
  const said = terminalSafe(lenientText(result.stderr)).trim().slice(-200);
  throw new SlipwayError('ssh/transfer', said === '' ? `${path}: exit code ${result.code}` : said);
}
