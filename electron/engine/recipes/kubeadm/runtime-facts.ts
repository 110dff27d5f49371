import { SlipwayError } from '../../../contract/errors.ts';
import type { StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { mustRun } from '../node-script.ts';
import type { RuntimeFacts } from './config/settings.ts';

/** Asks a node what its container runtime is set to. Errors: `kubernetes/node-setting` when it does not say. */
export async function runtimeFacts(context: StepContext, spec: ClusterSpec, node: string): Promise<RuntimeFacts> {
  switch (spec.track) {
    case 'kubeadm-docker':
      return { criSocket: '/var/run/dockershim.sock', cgroupDriver: await dockerDriver(context, node) };
    case 'kubeadm':
    case 'k3s':
      // containerd is set to systemd by its own recipe.
      return { criSocket: 'unix:///run/containerd/containerd.sock', cgroupDriver: 'systemd' };
  }
}

async function dockerDriver(context: StepContext, node: string): Promise<RuntimeFacts['cgroupDriver']> {
  const said = (await mustRun(context, node, { text: `docker info --format '{{.CgroupDriver}}'` })).trim();
  if (said !== 'systemd' && said !== 'cgroupfs')
    throw new SlipwayError('kubernetes/node-setting', `Docker names no cgroup driver that is known: ${said.slice(0, 80)}`);
  return said;
}
