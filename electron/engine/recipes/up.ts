import type { RunSpec, Step } from '../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from './cluster-spec.ts';
import { toolsStep } from './host/apt.ts';
import { binariesStep } from './host/binaries.ts';
import { containerdStep } from './host/containerd.ts';
import { dockerStep } from './host/docker.ts';
import { iptablesStep } from './host/iptables.ts';
import { packagesStep } from './host/packages.ts';
import { prepareSteps } from './host/prepare.ts';
import { k3sBinaryStep } from './k3s/binary.ts';
import { agentStep, serverStep } from './k3s/steps.ts';
import type { JoinSecrets } from './kubeadm/config/settings.ts';
import { imagesStep } from './kubeadm/images.ts';
import { initStep } from './kubeadm/init.ts';
import { joinStep } from './kubeadm/join.ts';
import { kubeconfigStep, type KubeconfigFile } from './kubeadm/kubeconfig.ts';
import { kubeVipSteps } from './kubeadm/kube-vip.ts';
import { marksStep } from './kubeadm/marks.ts';
import { readyStep } from './kubeadm/ready.ts';
import { tokenCleanup } from './kubeadm/token.ts';
import { canValidate, validateStep } from './kubeadm/validate.ts';
import { networkSteps } from './network/cni.ts';
import type { ManifestSource } from './network/manifest-steps.ts';

export interface UpParts {
  readonly spec: ClusterSpec;
  readonly secrets: JoinSecrets;
  readonly kubeconfig: KubeconfigFile;
  readonly manifests: ManifestSource;
}

/** Everything from adopted nodes to a Ready cluster. */
export function upRun({ spec, secrets, kubeconfig, manifests }: UpParts): RunSpec {
  const joined = (name: string): string => (name === spec.first.name ? `kubernetes/init@${name}` : `kubernetes/join@${name}`);
  const network = brings(spec) ? { steps: [], readyNeeds: () => [] } : networkSteps({ spec, manifests, joined });
  const steps = [
    ...spec.nodes.flatMap((node) => hostSteps(spec, node)),
    ...spec.nodes.flatMap((node) => memberSteps(spec, node, secrets)),
    ...kubeVipSteps(spec, joined),
    ...network.steps,
    ...spec.nodes.map((node) => readyStep(spec, node, [joined(node.name), ...network.readyNeeds(node.name)])),
    ...finishSteps(spec, kubeconfig, joined),
  ];
  return { steps, secrets: [secrets.token, secrets.certificateKey], lockNode: spec.first.name };
}

/** k3s has flannel in itself, with its plugins; for another network it takes those of /opt/cni/bin. */
const brings = ({ track, kubernetes }: ClusterSpec): boolean => track === 'k3s' && kubernetes.cni === 'flannel';

function hostSteps(spec: ClusterSpec, node: NodeSpec): readonly Step[] {
  const prepare = prepareSteps(spec, node);
  const needs = prepare.map(({ id }) => id);
  switch (spec.track) {
    case 'kubeadm-docker':
      return [...prepare, iptablesStep(node, needs), dockerStep(spec, node, needs), ...programSteps(spec, node, needs)];
    case 'kubeadm':
      return [...prepare, containerdStep(spec, node, needs), ...programSteps(spec, node, needs)];
    case 'k3s':
      return [...prepare, ...(brings(spec) ? [] : [toolsStep(node, needs)]), k3sBinaryStep(spec, node, needs)];
  }
}

/** Packages are built for 64 bits only, and every minor that 32 bits can have (up to 1.26) is had as plain programs. */
const programSteps = (spec: ClusterSpec, node: NodeSpec, needs: readonly string[]): readonly Step[] =>
  spec.minor >= 27 ? [packagesStep(spec, node, needs)] : [toolsStep(node, needs), binariesStep(spec, node, needs)];

function memberSteps(spec: ClusterSpec, node: NodeSpec, secrets: JoinSecrets): readonly Step[] {
  const host = hostSteps(spec, node).map(({ id }) => id);
  const isFirst = node.name === spec.first.name;
  const init = `kubernetes/init@${spec.first.name}`;
  if (spec.track === 'k3s') return [isFirst ? serverStep(spec, host) : agentStep(spec, node, [...host, init])];
  const images = imagesStep(spec, node, host);
  const before = isFirst ? [images.id] : [images.id, ...apiSteps(spec)];
  const checks = canValidate(spec) ? [validateStep({ spec, node, secrets, needs: before })] : [];
  const needs = [...before, ...checks.map(({ id }) => id)];
  return [images, ...checks, isFirst ? initStep(spec, secrets, needs) : joinStep({ spec, node, secrets, needs })];
}

/** What makes the API reachable for the others. kube-vip is started anew after the init, and with it the virtual address goes for a moment. */
const apiSteps = ({ first, virtualAddress }: ClusterSpec): readonly string[] => [
  `kubernetes/init@${first.name}`,
  ...(virtualAddress === undefined ? [] : [`kubernetes/kube-vip@${first.name}`]),
];

/** Done when every join has ended, well or not: a worker that never comes leaves a usable cluster. */
function finishSteps(spec: ClusterSpec, kubeconfig: KubeconfigFile, joined: (name: string) => string): readonly Step[] {
  const needs = [joined(spec.first.name)];
  const after = spec.nodes.map(({ name }) => joined(name));
  // The token of k3s is its server's own and stays.
  const tokens = spec.track === 'k3s' ? [] : [tokenCleanup(spec, { needs, after })];
  return [marksStep(spec, { needs, after }), ...tokens, kubeconfigStep(spec, kubeconfig, needs)];
}
