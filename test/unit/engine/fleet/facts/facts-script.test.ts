import { cpus } from 'node:os';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import { gatherFacts } from '../../../../../electron/engine/fleet/facts/gather.ts';
import { localShell } from '../../../../fakes/local-shell.ts';

describe.skipIf(process.platform !== 'linux')('the facts script', () => {
  it.each(['sh', 'dash', 'bash'])('tells under %s what this computer is', async (shell) => {
    const facts = await gatherFacts(localShell({ shell }), { now: Date.now });
    expect(facts.cores).toBe(cpus().length);
    expect(facts.kernel).toMatch(/^\d+\.\d+/);
    expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(facts.fileSystems.map(({ mount }) => mount)).toContain('/');
    expect(Math.abs(facts.time.skewSeconds ?? Number.NaN)).toBeLessThan(5);
  });

  it('tells the rest where nearly every tool is missing', async () => {
    const rewrite = (script: string): string =>
      script.replace(/PATH=\$PATH[^\n]*/, 'PATH=/nowhere; sed() { /usr/bin/sed "$@"; }; head() { /usr/bin/head "$@"; }');
    const facts = await gatherFacts(localShell({ rewrite }), { now: Date.now });
    expect(facts).toMatchObject({ fileSystems: [], interfaces: [], programs: [] });
  });
});

describe('gathering facts', () => {
  it('asks as the login when root would want a password', async () => {
    const asked: string[] = [];
    const local = localShell();
    const shell: typeof local = {
      script: (text, options = {}) => {
        asked.push(options.as ?? 'login');
        if (options.as !== 'root') return local.script(text, options);
        return Promise.reject(new SlipwayError('ssh/sudo-password'));
      },
    };
    await gatherFacts(shell, { now: Date.now });
    expect(asked).toEqual(['root', 'login']);
  });
});
