import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemLauncher } from '../../../../electron/engine/cards/launch.ts';
import type { WriterProcess } from '../../../../electron/engine/cards/writer-process.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

/** A writer that tells how it was started, and ends. */
function program() {
  const entry = join(tempFolder(), 'writer.mjs');
  writeFileSync(
    entry,
    'console.log(JSON.stringify({ how: process.env.HOW ?? "direct", threads: process.env.UV_THREADPOOL_SIZE }));',
  );
  return { nodePath: process.execPath, entry };
}

/** Puts a pkexec of our own first on the PATH. */
function fakePkexec(script: string): void {
  const folder = tempFolder();
  writeFileSync(join(folder, 'pkexec'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'pkexec'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
}

const asUser = (): void => void vi.spyOn(process, 'getuid').mockReturnValue(1000);
const said = async ({ stdout }: WriterProcess): Promise<string> => (await stdout.toArray()).join('');

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe.skipIf(process.platform === 'win32')('starting the writer (skipped on Windows: pkexec is a shell script here)', () => {
  it('for card files needs no more rights than the user has', async () => {
    asUser();
    fakePkexec('exit 99');
    const writer = systemLauncher(program()).launch('user');
    expect(JSON.parse(await said(writer))).toEqual({ how: 'direct', threads: '132' });
    expect(await writer.exited).toEqual({ kind: 'exited', code: 0 });
  });

  it('for drives asks nobody when we are root already', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    fakePkexec('exit 99');
    expect(JSON.parse(await said(systemLauncher(program(), { platform: 'linux' }).launch('administrator')))).toMatchObject({
      how: 'direct',
    });
  });

  it('for drives goes through pkexec, without its agent for terminals', async () => {
    asUser();
    fakePkexec('[ "$1" = --disable-internal-agent ] || exit 3; shift; HOW=pkexec exec "$@"');
    const writer = systemLauncher(program(), { platform: 'linux' }).launch('administrator');
    expect(JSON.parse(await said(writer))).toMatchObject({ how: 'pkexec' });
    expect(await writer.exited).toEqual({ kind: 'exited', code: 0 });
  });

  it.each([126, 127])('is writer/needs-privilege when pkexec ends with %d', async (code) => {
    asUser();
    fakePkexec(`exit ${code}`);
    const { exited } = systemLauncher(program(), { platform: 'linux' }).launch('administrator');
    expect(await exited).toMatchObject({ kind: 'not-started', error: { code: 'writer/needs-privilege' } });
  });

  it('is writer/needs-privilege with a way out when there is no pkexec', async () => {
    asUser();
    vi.stubEnv('PATH', tempFolder());
    const { exited } = systemLauncher(program(), { platform: 'linux' }).launch('administrator');
    expect(await exited).toMatchObject({
      kind: 'not-started',
      error: { code: 'writer/needs-privilege', fix: 'Install polkit, or run the command with sudo in a terminal.' },
    });
  });

  it('for drives is writer/needs-privilege on a Mac without anyone to ask', () => {
    asUser();
    const launcher = systemLauncher(program(), { platform: 'darwin', terminal: false, askpass: false });
    expect(() => launcher.launch('administrator')).toThrow(expect.objectContaining({ code: 'writer/needs-privilege' }));
  });

  it('is writer/died when Node itself cannot be started', async () => {
    const { exited } = systemLauncher({ nodePath: '/no/such/node', entry: 'x' }).launch('user');
    expect(await exited).toMatchObject({ kind: 'not-started', error: { code: 'writer/died', detail: '/no/such/node (ENOENT)' } });
  });
});
