import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ScriptShell } from '../../electron/engine/fleet/facts/gather.ts';

interface LocalShellOptions {
  /** `sh` where absent. */
  readonly shell?: string;
  /** Changes the script before it runs. */
  readonly rewrite?: (script: string) => string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs scripts on this computer, as a node would. */
export const localShell = ({ shell = 'sh', rewrite = (script) => script, env = {} }: LocalShellOptions = {}): ScriptShell => ({
  async script(script, { args = [], onOutput } = {}) {
    const child = spawn(shell, ['-c', rewrite(script), shell, ...args], { env: { ...process.env, ...env } });
    child.stdout.on('data', (chunk: Buffer) => onOutput?.({ stream: 'stdout', text: chunk.toString() }));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode ?? 1, stdout, stderr };
  },
});
