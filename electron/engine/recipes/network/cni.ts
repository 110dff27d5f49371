import { SlipwayError } from '../../../contract/errors.ts';
import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import type { ManifestCni } from './cni-manifest.ts';
import { bridgeStep, routesStep } from './host-routes.ts';
import { imagesStep, ownNetwork } from './own-manifest.ts';
import { applyStep, networkReadyStep, type ManifestSource } from './manifest-steps.ts';

/** What the network recipes get to hang their steps on. */
export interface NetworkParts {
  readonly spec: ClusterSpec;
  readonly manifests: ManifestSource;
  /** Step by which a node is in the cluster, by the node's name. */
  readonly joined: (node: string) => string;
}

/** The steps of one kind of pod network, and the one that each node waits for before it can be Ready. */
export interface NetworkSteps {
  readonly steps: readonly Step[];
  readonly readyNeeds: (node: string) => readonly string[];
}

type NetworkRecipe = (parts: NetworkParts) => NetworkSteps;

/**
 * The pod network without any image: a bridge on each node and static routes between them. The fastest there is where all
 * nodes are on one wire; nothing else routes.
 */
const hostRoutes: NetworkRecipe = ({ spec, joined }) => {
  const joins = spec.nodes.map(({ name }) => joined(name));
  return {
    steps: spec.nodes.flatMap((node) => {
      const needs = [joined(node.name)];
      return [bridgeStep(spec, { node, needs }), routesStep(spec, { node, needs, after: joins })];
    }),
    readyNeeds: (node) => [`network/bridge@${node}`],
  };
};

/** A network whose project publishes a manifest. Errors: `kubernetes/unsupported` when the catalogue does not know it. */
const fromManifest =
  (cni: ManifestCni): NetworkRecipe =>
  ({ spec, manifests, joined }) => {
    const component = manifests.component(cni);
    if (component === undefined) throw new SlipwayError('kubernetes/unsupported', `The catalogue has no ${cni}.`);
    const parts = { spec, cni, component, manifests, needs: [joined(spec.first.name)] };
    return { steps: [applyStep(parts), networkReadyStep(parts)], readyNeeds: () => [`network/${cni}`] };
  };

/** A network that only the plan vouches for. Errors: `kubernetes/unsupported` when it names no manifest. */
const fromPlan: NetworkRecipe = ({ spec, manifests, joined }) => {
  const component = ownNetwork(spec.kubernetes);
  if (component === undefined) throw new SlipwayError('kubernetes/unsupported', 'The plan names no manifest of a pod network.');
  const images = imagesStep({ spec, component, manifests, needs: [joined(spec.first.name)] });
  const parts = { spec, cni: 'manifest', component, manifests, needs: [images.id] } as const;
  return { steps: [images, applyStep(parts), networkReadyStep(parts)], readyNeeds: () => ['network/manifest'] };
};

/** The plan's rules refuse it before, with the way round. */
const cilium: NetworkRecipe = () => {
  throw new SlipwayError('kubernetes/unsupported', 'Cilium comes as a chart that only helm can turn into a manifest.', {
    fix: 'Render it with `helm template` and name the file in the plan (`cni: manifest`), or choose another pod network.',
  });
};

/** By the plan's `cni`. */
const recipes: Readonly<Record<ClusterSpec['kubernetes']['cni'], NetworkRecipe>> = {
  'host-routes': hostRoutes,
  flannel: fromManifest('flannel'),
  calico: fromManifest('calico'),
  'kube-router': fromManifest('kube-router'),
  cilium,
  manifest: fromPlan,
};

/** The steps of the plan's pod network. Errors: `kubernetes/unsupported`. */
export const networkSteps = (parts: NetworkParts): NetworkSteps => recipes[parts.spec.kubernetes.cni](parts);
