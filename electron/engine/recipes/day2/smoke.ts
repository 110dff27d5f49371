import type { RunSpec, Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { kubectl } from '../kubeadm/kubectl.ts';
import { mustRun } from '../node-script.ts';
import { minutes, recipeStep, seconds } from '../recipe-step.ts';
import { inNamespace, smokeManifest, smokeNamespace } from './smoke-manifest.ts';
import { ask, finding, onNodes, podLine, smokePods, type Asked } from './smoke-pods.ts';

/** A shell and an HTTP server in 2 MB, for every architecture there is. */
const busybox = 'library/busybox:1.37.0';
const stage = 'finish';

/**
 * Proves that a cluster does what it is for: a pod runs on each node and is asked from every other, a deployment behind a
 * service answers under its address and, where there is DNS, under its name. Everything is taken away again.
 */
export function smokeRun(spec: ClusterSpec): RunSpec {
  const deploy = deployStep(spec);
  const needs = [deploy.id];
  const probes = [nodesStep(spec, needs), serviceStep(spec, needs), dnsStep(spec, needs)];
  return {
    steps: [
      deploy,
      ...probes,
      cleanStep(
        spec,
        [deploy, ...probes].map(({ id }) => id),
      ),
    ],
    lockNode: spec.first.name,
  };
}

function deployStep(spec: ClusterSpec): Step {
  return recipeStep({
    id: 'smoke/deploy',
    title: 'A pod runs on every node',
    on: 'cluster',
    stage,
    weight: 40,
    timeoutMs: minutes(10),
    does: `Applies a small DaemonSet, a Deployment and a Service in the namespace ${smokeNamespace}.`,
    check: async (context) => {
      const pods = await smokePods(context, spec);
      const missing = spec.nodes.filter(({ name }) => !pods.some((pod) => pod.node === name && pod.ready && pod.app === 'smoke'));
      const two = pods.filter(({ app, ready }) => app === 'smoke-two' && ready).length;
      const done = missing.length === 0 && two === 2;
      const where = missing.map(({ name }) => name).join(', ');
      return {
        done,
        summary: done
          ? `A pod runs on each of ${spec.nodes.length} nodes, and the deployment has its two.`
          : where === ''
            ? `The deployment has ${two} of its two pods.`
            : `No pod is ready on ${where}.`,
        said: [{ command: 'kubectl get pods', output: pods.map(podLine).join('\n') }],
      };
    },
    act: async (context) => {
      const image = await chosenImage(context, spec);
      context.note(`The image is ${image}.`);
      await kubectl(context, spec, { args: ['apply', '--filename', '-'], stdin: smokeManifest(image) });
      for (const what of ['daemonset/smoke', 'deployment/smoke-two'])
        await kubectl(context, spec, {
          args: [...inNamespace, '--request-timeout=0', 'rollout', 'status', '--timeout=240s', what],
          timeoutMs: seconds(260),
        });
    },
  });
}

/** Of the plan's registry, whichever of the usual names it has; a registry that does not say is asked for the first. */
async function chosenImage(context: StepContext, { registry, first }: ClusterSpec): Promise<string> {
  if (registry === undefined) return `docker.io/${busybox}`;
  const candidates = [busybox, 'busybox:1.37.0', 'busy:1'];
  const path = registry.repository.slice(registry.host.length);
  const found = await mustRun(context, first.name, {
    text: `base=$1; shift
for image; do
  curl -fsS -o /dev/null -m 10 -H 'Accept: application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json' \\
    "$base/\${image%:*}/manifests/\${image##*:}" 2>/dev/null && { echo "$image"; exit 0; }
done
echo "$1"`,
    args: [`${registry.url}/v2${path}`, ...candidates],
  });
  const image = candidates.find((candidate) => candidate === found.trim()) ?? busybox;
  return `${registry.repository}/${image}`;
}

interface Probe extends Pick<Step, 'id' | 'title' | 'check'> {
  readonly needs: readonly string[];
  readonly optional?: true;
}

/** A question to what was deployed; rules and routes of a network that has just come need some seconds. */
const probeStep = (probe: Probe): Step =>
  recipeStep({ ...probe, on: 'cluster', stage, weight: 10, retry: { attempts: probe.optional ? 2 : 4, backoffMs: 3000 } });

/** Each asks the next, round in a ring: every node's way in and out is used, with as many questions as there are nodes. */
const nodesStep = (spec: ClusterSpec, needs: readonly string[]): Step =>
  probeStep({
    id: 'smoke/node-to-node',
    title: 'Pods reach each other across nodes',
    needs,
    check: async (context) => {
      const pods = onNodes(await smokePods(context, spec));
      const asked: Asked[] = [];
      for (const [index, pod] of pods.entries()) {
        const next = pods[(index + 1) % pods.length];
        if (next !== undefined) asked.push(await ask(context, spec, { pod, host: next.address, port: 8080 }));
      }
      return finding(asked, `${asked.length} pods asked each other across the nodes, and all answered.`);
    },
  });

const serviceStep = (spec: ClusterSpec, needs: readonly string[]): Step =>
  probeStep({
    id: 'smoke/service',
    title: 'A service answers from every node',
    needs,
    check: async (context) => {
      const args = [...inNamespace, 'get', 'service', 'smoke', '--output', 'jsonpath={.spec.clusterIP}'];
      const host = (await kubectl(context, spec, { args })).trim();
      const asked: Asked[] = [];
      for (const pod of onNodes(await smokePods(context, spec))) asked.push(await ask(context, spec, { pod, host, port: 80 }));
      return finding(asked, `The service answers at ${host} from every node.`);
    },
  });

/** Optional: a cluster without DNS, or with one that is not up yet, can be used all the same. */
const dnsStep = (spec: ClusterSpec, needs: readonly string[]): Step =>
  probeStep({
    id: 'smoke/dns',
    title: 'The service is found by its name',
    needs,
    optional: true,
    check: async (context) => {
      const args = ['--namespace', 'kube-system', 'get', 'service', 'kube-dns', '--ignore-not-found', '--output', 'name'];
      if ((await kubectl(context, spec, { args })).trim() === '')
        return { done: true, summary: 'This cluster has no DNS: there is nothing to try.' };
      const [pod] = onNodes(await smokePods(context, spec));
      const asked = pod === undefined ? [] : [await ask(context, spec, { pod, host: `smoke.${smokeNamespace}`, port: 80 })];
      return finding(asked, `smoke.${smokeNamespace} leads to the service.`);
    },
  });

/** However the others ended: nothing of the test stays. */
function cleanStep(spec: ClusterSpec, after: readonly string[]): Step {
  return recipeStep({
    id: 'smoke/clean',
    title: 'Nothing of the test is left',
    on: 'cluster',
    stage,
    after,
    weight: 15,
    timeoutMs: minutes(5),
    does: `Deletes the namespace ${smokeNamespace}.`,
    check: async (context) => {
      const left = await kubectl(context, spec, {
        args: ['get', 'namespace', smokeNamespace, '--ignore-not-found', '--output', 'name'],
      });
      const done = left.trim() === '';
      return { done, summary: done ? `There is no namespace ${smokeNamespace}.` : `The namespace ${smokeNamespace} is there.` };
    },
    act: async (context) => {
      await kubectl(context, spec, {
        args: ['--request-timeout=0', 'delete', 'namespace', smokeNamespace, '--ignore-not-found', '--timeout=180s'],
        timeoutMs: seconds(200),
      });
    },
  });
}
