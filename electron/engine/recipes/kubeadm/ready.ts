import { SlipwayError } from '../../../contract/errors.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { rootScript } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { diagnose } from './diagnose.ts';
import { kubectl } from './kubectl.ts';
import { clusterMembers, type ClusterMember } from './nodes.ts';

/** A node that the cluster calls Ready: its kubelet reports, and the pod network is there. */
export const readyStep = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): Step =>
  recipeStep({
    id: `network/ready@${node.name}`,
    title: `${node.name} is Ready`,
    on: node.name,
    stage: 'network',
    needs,
    weight: 20,
    timeoutMs: minutes(10),
    retry: { attempts: 2, backoffMs: 5000 },
    does: 'Waits until the cluster calls the node Ready.',
    check: async (context) => {
      const member = await memberOf(context, spec, node);
      if (member?.ready === true) return { done: true, summary: `${node.name} is Ready with kubelet ${member.version}.` };
      return { done: false, summary: member?.reason ?? `${node.name} is not in the cluster.` };
    },
    act: async (context) => {
      const args = ['wait', '--for=condition=Ready', `node/${node.name}`, '--timeout=240s', '--request-timeout=0'];
      await kubectl(context, spec, { args, timeoutMs: minutes(5) }).catch(async (thrown: unknown) => {
        throw (await whyNotReady(context, spec, node)) ?? thrown;
      });
    },
  });

const memberOf = async (context: StepContext, spec: ClusterSpec, { name }: NodeSpec): Promise<ClusterMember | undefined> =>
  (await clusterMembers(context, spec)).find((member) => member.name === name);

/** What kubelet itself says: a crash loop has a reason. */
async function whyNotReady(context: StepContext, spec: ClusterSpec, node: NodeSpec): Promise<SlipwayError | undefined> {
  const member = await memberOf(context, spec, node);
  const { stdout } = await rootScript(context, node.name, { text: `${diagnose}\ndiagnose` });
  const own = stdout.split('\n').find((line) => line.startsWith('slipway: '));
  if (own === undefined && member === undefined) return undefined;
  return new SlipwayError('kubernetes/not-ready', `${node.name}: ${own?.slice('slipway: '.length) ?? member?.reason ?? ''}`);
}
