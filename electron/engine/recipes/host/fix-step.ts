import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Fix, FixScript } from '../../fleet/preflight/fixes/fix.ts';
import { rebootNode } from '../../fleet/preflight/reboot.ts';
import type { ScriptResult, Step, StepContext } from '../../runbook/step.ts';
import type { NodeSpec } from '../cluster-spec.ts';
import { lastWords, rootScript } from '../node-script.ts';
import { minutes, recipeStep, seconds } from '../recipe-step.ts';

interface FixStep {
  /** Short name within the step's id. */
  readonly id: string;
  readonly title: string;
  /** What is true when it is done. */
  readonly holds: string;
  readonly fix: Fix;
  readonly needs?: readonly string[];
  /** What a person can do when the repair does not take effect. */
  readonly remedy?: string;
}

/** A repair of the preflight as a step: the same check → act → check, with the reboot that some need in between. */
export const fixStep = (node: NodeSpec, { id, title, holds, fix, needs = [], remedy }: FixStep): Step =>
  recipeStep({
    id: `host/${id}@${node.name}`,
    title,
    on: node.name,
    stage: 'host',
    needs,
    weight: fix.reboots ? 5 : 1,
    timeoutMs: minutes(12),
    does: `${fix.text}${fix.reboots ? ', and restarts the node' : ''}, where that is not so.`,
    check: async (context) => evidence(await run(context, node, fix.check(clock(context))), holds),
    act: async (context) => {
      const result = await run(context, node, fix.act(clock(context)));
      if (result.code !== 0)
        throw new SlipwayError('kubernetes/node-setting', lastWords(result), remedy === undefined ? {} : { fix: remedy });
      if (fix.reboots) await reboot(context, node);
    },
  });

const clock = (context: StepContext): number => Math.round(context.now().getTime() / 1000);

const run = (context: StepContext, { name }: NodeSpec, { text, args }: FixScript): Promise<ScriptResult> =>
  rootScript(context, name, { text, args, timeoutMs: seconds(180) });

const evidence = (result: ScriptResult, holds: string): Evidence =>
  result.code === 0 ? { done: true, summary: holds } : { done: false, summary: lastWords(result) || 'It is not so.' };

async function reboot(context: StepContext, { name }: NodeSpec): Promise<void> {
  context.note('The node is restarted.');
  await rebootNode({
    shell: context.remote(name),
    wait: async (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
    now: () => context.now().getTime(),
    signal: context.signal,
  });
}
