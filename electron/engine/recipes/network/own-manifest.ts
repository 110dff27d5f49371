import { architectures, goArchitecture } from '../../../contract/image.ts';
import type { Component } from '../../../contract/component.ts';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { rootScript } from '../node-script.ts';
import { minutes, recipeStep, seconds } from '../recipe-step.ts';
import type { ImageOffer, ManifestSource } from './manifest-steps.ts';

/**
 * The manifest that a plan names itself, as a component: nothing is known of it but its bytes. What it must bring up to be
 * healthy is read out of it. Undefined when the plan names none.
 */
export function ownNetwork({ cni, manifest }: ClusterSpec['kubernetes']): Component | undefined {
  if (cni !== 'manifest' || manifest === undefined) return undefined;
  return {
    id: 'manifest',
    name: "of the plan's manifest",
    version: manifest.sha256.slice(0, 12),
    architectures: [...architectures],
    manifests: [manifest],
    imagePins: {},
    ready: [],
    memoryMb: 0,
    source: manifest.url,
  };
}

interface ImagesStep {
  readonly spec: ClusterSpec;
  readonly component: Component;
  readonly manifests: ManifestSource;
  readonly needs: readonly string[];
}

/**
 * Before anything is applied: every image is built for every node. One node whose architecture an image lacks keeps a
 * DaemonSet from ever being whole. A registry that cannot be asked from here is no refusal: the nodes pull, not this computer.
 */
export const imagesStep = ({ spec, component, manifests, needs }: ImagesStep): Step =>
  recipeStep({
    id: 'network/images',
    title: 'Images for every architecture',
    on: 'cluster',
    stage: 'network',
    needs,
    weight: 3,
    timeoutMs: minutes(5),
    does: 'Asks the registries whether each image of the manifest is built for each node.',
    check: async (context) => {
      const wanted = await architecturesOf(context, spec);
      return verdict(await manifests.offers(component, context.signal), wanted);
    },
  });

/** Errors: `kubernetes/unsupported` naming the first image that a node cannot run. */
export function verdict(offers: readonly ImageOffer[], wanted: ReadonlyMap<string, readonly string[]>): Evidence {
  for (const { image, architectures: offered } of offers) {
    const lacking = [...wanted].find(([architecture]) => offered !== undefined && !offered.includes(architecture));
    if (lacking === undefined) continue;
    const [architecture, nodes] = lacking;
    throw new SlipwayError(
      'kubernetes/unsupported',
      `${image} is not built for ${architecture}, which ${nodes.join(', ')} run.`,
      {
        fix: 'Name a manifest whose images are built for all nodes, or leave those nodes out.',
      },
    );
  }
  const unknown = offers.filter(({ architectures: offered }) => offered === undefined).length;
  const known = `${offers.length - unknown} of ${offers.length} images are built for ${[...wanted.keys()].join(', ')}`;
  return {
    done: true,
    summary: unknown === 0 ? `${known}.` : `${known}; of the others their registry does not say it.`,
    said: [
      {
        command: 'GET manifest',
        output: offers.map(({ image, architectures: its }) => `${image}: ${its?.join(' ') ?? '?'}`).join('\n'),
      },
    ],
  };
}

/** Nodes by what their userland is built for; a node that cannot be asked now is not counted. */
async function architecturesOf(context: StepContext, { nodes }: ClusterSpec): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const said = await Promise.allSettled(
    nodes.map(({ name }) => rootScript(context, name, { text: 'dpkg --print-architecture', timeoutMs: seconds(30) })),
  );
  for (const [index, { name }] of nodes.entries()) {
    const answer = said[index];
    const userland = architectures.find((known) => answer?.status === 'fulfilled' && answer.value.stdout.trim() === known);
    if (userland === undefined) continue;
    const architecture = goArchitecture(userland);
    found.set(architecture, [...(found.get(architecture) ?? []), name]);
  }
  return found;
}
