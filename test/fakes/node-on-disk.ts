import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ScriptOptions, ScriptResult, StepContext } from '../../electron/engine/runbook/step.ts';

/** A node whose system folders are in a folder of this computer: scripts of recipes run for real, in this computer's `sh`. */
export interface NodeOnDisk {
  readonly context: StepContext;
  /** A script as a recipe runs it. */
  readonly run: (script: string, options?: ScriptOptions) => Promise<ScriptResult>;
  readonly read: (path: string) => Promise<string | undefined>;
  readonly write: (path: string, content: string) => Promise<void>;
  /** What its programs were called with, one call a line. */
  readonly calls: () => Promise<readonly string[]>;
  readonly end: () => Promise<void>;
}

const systemFolders = /(?<![\w}/.])\/(etc|var\/lib\/slipway|usr\/local\/share)(?=\/)/g;

/** @param programs shell for each program that stands in for the node's own; its call is written down first */
export async function nodeOnDisk(programs: Readonly<Record<string, string>> = {}): Promise<NodeOnDisk> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-node-'));
  const bin = join(root, 'bin');
  await mkdir(bin);
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${root}/calls'\n${body}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const inRoot = (words: string): string => words.replace(systemFolders, `${root}/$1`);
  const run = async (script: string, { args = [], stdin = '' }: ScriptOptions = {}): Promise<ScriptResult> => {
    const child = spawn('sh', ['-c', inRoot(script), 'sh', ...args], {
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ROOT: root },
    });
    child.stdin.on('error', () => undefined).end(inRoot(String(stdin)));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode ?? 1, stdout: stdout.replaceAll(root, ''), stderr: stderr.replaceAll(root, '') };
  };
  const context: StepContext = {
    signal: new AbortController().signal,
    now: () => new Date(),
    note: () => undefined,
    remote: (node) => ({ node, script: run }),
    detached: () => ({
      run: async ({ script, args = [] }) => {
        const { code, stdout, stderr } = await run(script, { args });
        return { code, tail: stdout + stderr };
      },
    }),
  };
  const readText = (path: string): Promise<string | undefined> => readFile(join(root, path), 'utf8').catch(() => undefined);
  return {
    context,
    run,
    read: readText,
    write: async (path, content) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    calls: async () => (await readText('calls'))?.trimEnd().split('\n') ?? [],
    end: () => rm(root, { recursive: true, force: true }),
  };
}
