import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../electron/contract/errors.ts';
import { actFile, fingerprintOf } from '../../../../electron/engine/runbook/act-scripts.ts';
import { systemClock } from '../../../../electron/engine/runbook/clock.ts';
import { createDetached, settleAct, type ActPorts } from '../../../../electron/engine/runbook/detached-acts.ts';
import type { Detached } from '../../../../electron/engine/runbook/detached.ts';
import { createRedactor } from '../../../../electron/engine/runbook/redact.ts';
import { fakeNodeWithUnits, type FakeNode } from '../../../fakes/fake-systemd.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

interface Desk {
  readonly node: FakeNode;
  readonly dir: string;
  readonly detached: Detached;
  readonly ports: ActPorts;
  readonly controller: AbortController;
  readonly log: string[];
  readonly told: string[];
}

function desk(dir = tempFolder(), node = fakeNodeWithUnits(dir)): Desk {
  const [log, told, controller]: [string[], string[], AbortController] = [[], [], new AbortController()];
  const redactor = createRedactor();
  const ports: ActPorts = {
    remote: node.remote,
    signal: controller.signal,
    // Pauses are for nodes that restart; here they only wait.
    clock: { ...systemClock, sleep: (_, signal) => systemClock.sleep(5, signal) },
    note: (text) => log.push(text),
    logStream: (also) =>
      redactor.stream((lines) => {
        log.push(lines);
        also(lines);
      }),
    tell: (unit) => told.push(unit),
    baseDir: node.actsDir,
  };
  return { node, dir, detached: createDetached(ports), ports, controller, log, told };
}

/** Appends a line to a file of the test's and waits for another file, so that the test says when it ends. */
const work = (dir: string, code = 0) => ({
  unit: 'work',
  script: `echo "run $1" | tee -a "$2/runs"; while [ ! -e "$2/go" ]; do sleep 0.05; done; echo "$SECRET_WORD ends"; exit ${code}`,
  args: ['one', dir],
  env: { SECRET_WORD: "it's" },
});
const go = async ({ dir, node }: Desk): Promise<void> => {
  await node.remote.script('touch "$1/go"', { args: [dir] });
};
const runsOf = ({ dir }: Desk): string => (existsSync(join(dir, 'runs')) ? readFileSync(join(dir, 'runs'), 'utf8') : '');

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(10, new AbortController().signal);
}

describe('an act that goes on by itself', () => {
  it('gives its exit code and its output, and leaves nothing behind', async () => {
    const here = desk();
    await go(here);
    expect(await here.detached.run(work(here.dir, 3))).toEqual({ code: 3, tail: "run one\nit's ends\n" });
    expect(here.told).toEqual(['work']);
    expect(existsSync(join(here.node.actsDir, 'work'))).toBe(false);
  });

  it('keeps its script, which may hold secrets, from all but root', async () => {
    const here = desk();
    const running = here.detached.run(work(here.dir));
    await until(() => runsOf(here) !== '');
    expect(statSync(join(here.node.actsDir, 'work')).mode & 0o777).toBe(0o700);
    expect(statSync(join(here.node.actsDir, 'work', 'script')).mode & 0o777).toBe(0o600);
    await go(here);
    await running;
  });

  it.each(['before', 'after'] as const)('runs once when each connection is lost %s its script has run', async (when) => {
    const here = desk();
    here.node.drop(2, when);
    const running = here.detached.run(work(here.dir));
    await until(() => here.told.length > 0);
    here.node.drop(2, when);
    await go(here)
      .catch(() => go(here))
      .catch(() => go(here));
    expect((await running).code).toBe(0);
    expect(runsOf(here)).toBe('run one\n');
  });

  it('is found again by another Slipway, with all of its log, and not run twice', async () => {
    const first = desk();
    const running = first.detached.run(work(first.dir));
    await until(() => runsOf(first) !== '');
    first.controller.abort(new SlipwayError('engine/cancelled'));
    await expect(running).rejects.toMatchObject({ code: 'engine/cancelled' });
    const second = desk(first.dir, first.node);
    const again = second.detached.run(work(second.dir));
    await go(second);
    expect(await again).toEqual({ code: 0, tail: "run one\nit's ends\n" });
    expect(runsOf(second)).toBe('run one\n');
  });

  it('is ended on its node when a person stops the run', async () => {
    const here = desk();
    const running = here.detached.run(work(here.dir));
    await until(() => runsOf(here) !== '');
    here.controller.abort(new SlipwayError('run/cancelled'));
    await expect(running).rejects.toMatchObject({ code: 'run/cancelled' });
    expect(existsSync(join(here.node.actsDir, 'work'))).toBe(false);
    expect(here.log.join('')).toContain('was ended on the node');
  });

  it('is ended although systemd misses that its last process is gone', async () => {
    const here = desk();
    here.node.missEnds();
    const running = here.detached.run(work(here.dir));
    await until(() => runsOf(here) !== '');
    here.controller.abort(new SlipwayError('run/cancelled'));
    await expect(running).rejects.toMatchObject({ code: 'run/cancelled' });
    expect(here.log.join('')).toContain('was ended on the node');
    expect(existsSync(join(here.node.actsDir, 'work'))).toBe(false);
  });

  it('is killed when it does not end by itself', async () => {
    const here = desk();
    const stubborn = { unit: 'work', script: `trap '' TERM; echo ran >>"${here.dir}/runs"; sleep 60` };
    const running = here.detached.run(stubborn);
    await until(() => runsOf(here) !== '');
    here.controller.abort(new SlipwayError('run/cancelled'));
    await expect(running).rejects.toMatchObject({ code: 'run/cancelled' });
    expect(here.log.join('')).toContain('was ended on the node');
  }, 30_000);

  it('is lost when the node restarts, and says so', async () => {
    const here = desk();
    const running = here.detached.run(work(here.dir));
    await until(() => runsOf(here) !== '');
    here.node.reboot();
    await expect(running).rejects.toMatchObject({ code: 'run/act-lost' });
    expect(existsSync(join(here.node.actsDir, 'work'))).toBe(false);
    await go(here);
  });

  it('waits for other work of its name before it begins', async () => {
    const first = desk();
    const old = first.detached.run(work(first.dir));
    await until(() => runsOf(first) !== '');
    first.controller.abort(new SlipwayError('run/timeout'));
    await expect(old).rejects.toMatchObject({ code: 'run/timeout' });
    const second = desk(first.dir, first.node);
    const changed = second.detached.run({ ...work(second.dir), args: ['two', second.dir] });
    await go(second);
    expect((await changed).code).toBe(0);
    expect(runsOf(second)).toBe('run one\nrun two\n');
  });

  it('that failed while nobody looked keeps its result for the act that asks for it', async () => {
    const first = desk();
    const running = first.detached.run(work(first.dir, 7));
    await until(() => runsOf(first) !== '');
    first.controller.abort(new SlipwayError('engine/cancelled'));
    await running.catch(() => undefined);
    await go(first);
    const second = desk(first.dir, first.node);
    await settleAct(second.ports, 'work');
    expect((await second.detached.run(work(second.dir, 7))).code).toBe(7);
    expect(runsOf(second)).toBe('run one\n');
  });

  it('is refused a name that is none', async () => {
    const here = desk();
    for (const unit of ['', '../x', 'a b', '-x', 'a/b'])
      await expect(here.detached.run({ unit, script: '' })).rejects.toMatchObject({ code: 'run/bad-graph' });
  });

  it('says when the node has no systemd', async () => {
    const here = desk();
    const remote = { ...here.node.remote, script: () => Promise.resolve({ code: 0, stdout: 'no-systemd\n', stderr: '' }) };
    await expect(createDetached({ ...here.ports, remote }).run(work(here.dir))).rejects.toMatchObject({ code: 'run/no-systemd' });
  });
});

describe('the file of an act', () => {
  it('gives any arguments and variables to the script as they are', async () => {
    const { node } = desk();
    const word = fc.string({ unit: 'binary-ascii', maxLength: 12 }).map((text) => text.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 4 }), word, async (args, value) => {
        const file = actFile({ unit: 'x', script: 'printf "%s\\0" "$VALUE" "$@"', args, env: { VALUE: value } });
        const { stdout } = await node.remote.script(file);
        expect(stdout).toBe([value, ...args].map((text) => `${text}\0`).join(''));
      }),
      { numRuns: 40 },
    );
  });

  it('is told from that of other work by its fingerprint', () => {
    const file = (value: string): string => actFile({ unit: 'x', script: 'true', env: { A: value } });
    expect(fingerprintOf(file('1'))).not.toBe(fingerprintOf(file('2')));
    expect(fingerprintOf(file('1'))).toBe(fingerprintOf(file('1')));
  });
});
