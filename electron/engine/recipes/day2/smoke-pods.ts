import { z } from 'zod';
import { SlipwayError, toSlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { kubectl } from '../kubeadm/kubectl.ts';
import { seconds } from '../recipe-step.ts';
import { askScript, inNamespace } from './smoke-manifest.ts';

export interface SmokePod {
  readonly name: string;
  readonly app: string;
  readonly node: string;
  readonly address: string;
  readonly ready: boolean;
}

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({
        podIP: z.string().optional(),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
      }),
    }),
  ),
});

/** What `kubectl get pods -o json` says. Errors: `kubernetes/api-down` for what is no list of pods. */
export function parseSmokePods(text: string): readonly SmokePod[] {
  const { data } = podsSchema.safeParse(jsonOf(text));
  if (data === undefined) throw new SlipwayError('kubernetes/api-down', 'It gave no list of pods.');
  return data.items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    app: metadata.labels?.['app'] ?? '',
    node: spec.nodeName ?? '',
    address: status.podIP ?? '',
    ready: (status.conditions ?? []).some(({ type, status: its }) => type === 'Ready' && its === 'True'),
  }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The pods of the test, as they are now. */
export const smokePods = async (context: StepContext, spec: ClusterSpec): Promise<readonly SmokePod[]> =>
  parseSmokePods(await kubectl(context, spec, { args: [...inNamespace, 'get', 'pods', '--output', 'json'] }));

export const podLine = ({ name, node, address, ready }: SmokePod): string =>
  [name, node, address, ready ? 'ready' : 'not ready'].join('  ');

export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly answer: string;
  readonly answered: boolean;
}

/** Asks from within a pod. No answer is a finding, not an error. */
export async function ask(
  context: StepContext,
  spec: ClusterSpec,
  { pod, host, port }: { pod: SmokePod; host: string; port: number },
): Promise<Asked> {
  const args = [...inNamespace, 'exec', pod.name, '--', 'sh', '-c', askScript, 'ask', host, String(port)];
  try {
    const answer = (await kubectl(context, spec, { args, timeoutMs: seconds(30) })).trim();
    return { from: pod.node, to: host, answer, answered: answer.startsWith('slipway ') };
  } catch (thrown) {
    if (context.signal.aborted) throw thrown;
    return { from: pod.node, to: host, answer: toSlipwayError(thrown).detail, answered: false };
  }
}

/** What the answers prove. */
export function finding(asked: readonly Asked[], good: string): Evidence {
  const failed = asked.filter(({ answered }) => !answered);
  const done = asked.length > 0 && failed.length === 0;
  return {
    done,
    summary: done
      ? good
      : asked.length === 0
        ? 'There was nobody to ask.'
        : `No answer: ${failed.map(({ from, to }) => `${from} → ${to}`).join(', ')}.`,
    said: [
      { command: 'GET / from pod to pod', output: asked.map(({ from, to, answer }) => `${from} → ${to}: ${answer}`).join('\n') },
    ],
  };
}

/** Those that stand for their nodes. */
export const onNodes = (pods: readonly SmokePod[]): readonly SmokePod[] =>
  pods.filter(({ app, ready }) => app === 'smoke' && ready);
