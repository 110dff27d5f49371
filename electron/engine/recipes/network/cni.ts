import { SlipwayError } from '../../../contract/errors.ts';
import type { Step } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { hostRoutesStep } from './host-routes.ts';

/** What the network recipes get to hang their steps on. */
export interface NetworkParts {
  readonly spec: ClusterSpec;
  /** Step by which a node is in the cluster, by the node's name. */
  readonly joined: (node: string) => string;
}

/** The steps of one kind of pod network, and the one that each node waits for before it can be Ready. */
export interface NetworkSteps {
  readonly steps: readonly Step[];
  readonly readyNeeds: (node: string) => readonly string[];
}

type NetworkRecipe = (parts: NetworkParts) => NetworkSteps;

const hostRoutes: NetworkRecipe = ({ spec, joined }) => ({
  // A worker that never comes must not keep the others waiting: its join has to end, not to succeed.
  steps: spec.nodes.map((node) =>
    hostRoutesStep(spec, { node, needs: [joined(node.name)], after: spec.nodes.map(({ name }) => joined(name)) }),
  ),
  readyNeeds: (node) => [`network/host-routes@${node}`],
});

/** Pod networks that Slipway installs, by the plan's `cni`. */
const recipes: Partial<Readonly<Record<ClusterSpec['kubernetes']['cni'], NetworkRecipe>>> = { 'host-routes': hostRoutes };

/** The steps of the plan's pod network. Errors: `kubernetes/unsupported` for one that has no recipe. */
export function networkSteps(parts: NetworkParts): NetworkSteps {
  const { cni } = parts.spec.kubernetes;
  const recipe = recipes[cni];
  if (recipe === undefined) throw new SlipwayError('kubernetes/unsupported', `The pod network ${cni} cannot be installed yet.`);
  return recipe(parts);
}
