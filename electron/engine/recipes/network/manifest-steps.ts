import { z } from 'zod';
import type { Component, ReadyObject } from '../../../contract/component.ts';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { kubectl, kubectlResult } from '../kubeadm/kubectl.ts';
import { lastWords } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { workloadsOf } from './workloads.ts';
import { cniManifest, type ManifestCni } from './cni-manifest.ts';

/** Where the manifests of components come from: fetched by their pinned hash, images at the plan's mirror. */
export interface ManifestSource {
  /** What the catalogue knows by this id. */
  component(id: string): Component | undefined;
  /** All manifests of a component, one after the other. Errors: `artifact/*`. */
  text(component: Component, signal: AbortSignal): Promise<string>;
  /** Every image of a component's manifests, and what its registry says it is built for. Errors: `artifact/*` of the manifests. */
  offers(component: Component, signal: AbortSignal): Promise<readonly ImageOffer[]>;
}

export interface ImageOffer {
  readonly image: string;
  /** GOARCH; undefined when the registry does not say. */
  readonly architectures: readonly string[] | undefined;
}

export interface ManifestStepParts {
  readonly spec: ClusterSpec;
  readonly cni: ManifestCni;
  readonly component: Component;
  readonly manifests: ManifestSource;
  readonly needs: readonly string[];
}

/** Server-side: a client-side apply keeps the whole object in an annotation, which the definitions of Calico do not fit in (256 KiB). */
const serverSide = ['--server-side', '--field-manager=slipway'];

/** The pod network as its project publishes it, with this cluster's settings; done when nothing differs. */
export function applyStep(parts: ManifestStepParts): Step {
  const { spec, cni, component, manifests, needs } = parts;
  const wanted = async (signal: AbortSignal): Promise<string> =>
    cniManifest(cni, await manifests.text(component, signal), { podCidr: spec.kubernetes.podCidr, reaches: spec.first.address });
  return recipeStep({
    id: `network/${cni}`,
    title: `Pod network ${component.name} ${component.version}`,
    on: 'cluster',
    stage: 'network',
    needs,
    weight: 5,
    does: `Applies the manifest of ${component.name} ${component.version}, checked by its SHA-256.`,
    check: async (context) => applied(context, spec, { component, manifest: await wanted(context.signal) }),
    act: async (context) => {
      const args = ['apply', ...serverSide, '--force-conflicts', '-f', '-'];
      await kubectl(context, spec, { args, stdin: await wanted(context.signal), timeoutMs: minutes(2) });
    },
  });
}

/** `kubectl diff` ends with 0 for no difference, 1 for some, more for an error (kubectl reference). */
async function applied(
  context: StepContext,
  spec: ClusterSpec,
  { component, manifest }: { readonly component: Component; readonly manifest: string },
): Promise<Evidence> {
  const args = ['diff', ...serverSide, '--force-conflicts', '-f', '-'];
  const result = await kubectlResult(context, spec, { args, stdin: manifest, timeoutMs: minutes(2) });
  if (result.code > 1) throw new SlipwayError('kubernetes/api-down', lastWords(result));
  const done = result.code === 0;
  const changed = result.stdout.split('\n').filter((line) => line.startsWith('+++ ')).length;
  return { done, summary: done ? `${component.name} ${component.version} is applied.` : `${changed} objects are to be applied.` };
}

/** The pods of the network run on every node that is in the cluster. */
export const networkReadyStep = ({ spec, cni, component, manifests }: ManifestStepParts): Step =>
  recipeStep({
    id: `network/${cni}-ready`,
    title: `${component.name} is ready`,
    on: 'cluster',
    stage: 'network',
    needs: [`network/${cni}`],
    weight: 30,
    timeoutMs: minutes(15),
    retry: { attempts: 40, backoffMs: 3000 },
    does: `Waits until ${component.name} runs on every node.`,
    check: async (context) => {
      const { ready } = component;
      const wanted = ready.length > 0 ? ready : workloadsOf(await manifests.text(component, context.signal));
      const states = await Promise.all(wanted.map((object) => stateOf(context, spec, object)));
      if (states.length === 0) return { done: true, summary: 'It runs nothing that could be waited for.' };
      return { done: states.every(({ ready }) => ready), summary: states.map(({ summary }) => summary).join('; ') };
    },
  });

const workloadSchema = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({ replicas: z.number().optional() }).optional(),
  status: z
    .object({
      observedGeneration: z.number().default(-1),
      desiredNumberScheduled: z.number().optional(),
      numberReady: z.number().optional(),
      readyReplicas: z.number().optional(),
    })
    .optional(),
});

interface Readiness {
  readonly ready: boolean;
  readonly summary: string;
}

async function stateOf(context: StepContext, spec: ClusterSpec, { kind, namespace, name }: ReadyObject): Promise<Readiness> {
  const text = await kubectl(context, spec, { args: ['get', kind, name, '-n', namespace, '-o', 'json'] });
  return readiness(name, parseWorkload(text));
}

function parseWorkload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SlipwayError('kubernetes/api-down', 'kubectl printed no JSON.', { cause });
  }
}

/** Whether a DaemonSet or Deployment runs all the pods it wants, by what it says of its newest specification. */
export function readiness(name: string, object: unknown): Readiness {
  const { data } = workloadSchema.safeParse(object);
  if (data?.status === undefined) return { ready: false, summary: `${name} has not been looked at yet` };
  const { observedGeneration, desiredNumberScheduled, numberReady = 0, readyReplicas = 0 } = data.status;
  const wanted = desiredNumberScheduled ?? data.spec?.replicas ?? 1;
  const running = desiredNumberScheduled === undefined ? readyReplicas : numberReady;
  const current = observedGeneration >= data.metadata.generation;
  return { ready: current && wanted > 0 && running >= wanted, summary: `${name}: ${running} of ${wanted} pods are ready` };
}
