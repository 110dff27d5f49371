/**
 * Slipway in the middle of a run, to be killed: `runbook-child.ts PROJECT NODE`. Two nodes that are this computer, steps with
 * short and with detached acts; prints a line before and after each script it runs on a node, and `ended OUTCOME` at last.
 */
import { join } from 'node:path';
import type { Evidence } from '../../electron/contract/runbook.ts';
import { createRunService } from '../../electron/engine/services/run-service.ts';
import type { Remote, Step, StepContext } from '../../electron/engine/runbook/step.ts';
import { fakeNodeWithUnits } from './fake-systemd.ts';

const [dir = '', nodeDir = ''] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const nodes = new Map(['pi1', 'pi2'].map((name) => [name, fakeNodeWithUnits(join(nodeDir, name), name)]));
const remote = (_: string, name: string): Remote => {
  const node = nodes.get(name);
  if (node === undefined) throw new Error(`There is no ${name}.`);
  const script: Remote['script'] = async (text, options) => {
    say(`asks ${name}`);
    const result = await node.remote.script(text, options);
    say(`heard ${name}`);
    return result;
  };
  return { node: name, script };
};

/** Done when its file is there. */
function step(id: string, on: string, needs: readonly string[]): Omit<Step, 'act'> {
  const check = async ({ remote: to }: StepContext): Promise<Evidence> => {
    const { code } = await to(on).script('test -e "$1/done-$2"', { args: [nodeDir, id] });
    return { done: code === 0, summary: `done-${id}` };
  };
  return { id, title: id, on, needs: [...needs], weight: 1, timeoutMs: 60_000, retry: { attempts: 3, backoffMs: 10 }, check };
}

const plain = (id: string, on: string, needs: readonly string[] = []): Step => ({
  ...step(id, on, needs),
  act: async (context) => {
    await context.remote(on).script('echo "$2" >>"$1/acts" && : >"$1/done-$2"', { args: [nodeDir, id] });
  },
});

/** Its proof is there before it has ended: a check in the middle would say that it is done. */
const detached = (id: string, on: string, needs: readonly string[] = []): Step => ({
  ...step(id, on, needs),
  act: async (context) => {
    const script = 'echo "$2" >>"$1/acts"; : >"$1/done-$2"; sleep 0.5; echo "$2 ended" >>"$1/acts"';
    await context.detached(on).run({ unit: id, script, args: [nodeDir, id] });
  },
});

const steps = [plain('a', 'pi1'), detached('b', 'pi1', ['a']), detached('c', 'pi2'), plain('d', 'pi1', ['b', 'c'])];
const runs = createRunService({
  providers: new Map([['up', () => Promise.resolve({ steps, lockNode: 'pi2' })]]),
  lockNode: () => Promise.resolve('pi2'),
  remote,
  nodeDir: join(nodeDir, 'var'),
  log: { info: () => undefined, error: (thrown) => say(String(thrown)), tail: () => [], close: () => Promise.resolve() },
});
await runs.service.start({ dir, kind: 'up' });
for await (const { ended } of runs.service.watch({ dir }, new AbortController().signal)) {
  if (ended === undefined) continue;
  await runs.close();
  say(`ended ${ended.outcome}`);
  break;
}
