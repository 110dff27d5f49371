import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { clusterMembers, type ClusterMember } from '../kubeadm/nodes.ts';
import { fileSums, filesInput, listMissing, putFiles, type RecipeFile } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { recipeStep } from '../recipe-step.ts';

/** A bridge for the pods of one node, with addresses out of the range that the cluster gave it. */
export const bridgeConfig = (podCidr: string): string =>
  JSON.stringify(
    {
      cniVersion: '0.4.0',
      name: 'slipway',
      plugins: [
        {
          type: 'bridge',
          bridge: 'cni0',
          isDefaultGateway: true,
          hairpinMode: true,
          ipam: { type: 'host-local', ranges: [[{ subnet: podCidr }]] },
        },
        { type: 'portmap', capabilities: { portMappings: true } },
      ],
    },
    undefined,
    2,
  ) + '\n';

/** A range of pod addresses and the node that has it. */
export interface PodRoute {
  readonly podCidr: string;
  readonly via: string;
}

/** Routes of one node to the pods of all others that are in the cluster. */
export function routesOf(spec: ClusterSpec, node: NodeSpec, members: readonly ClusterMember[]): readonly PodRoute[] {
  return spec.nodes.flatMap(({ name, address }) => {
    const podCidr = members.find((member) => member.name === name)?.podCidr;
    return name === node.name || podCidr === undefined ? [] : [{ podCidr, via: address }];
  });
}

/**
 * Run at every boot. Docker sets FORWARD to DROP (k3s#1114), so pods are let through by rules of their own; what leaves
 * the cluster takes the node's address, what stays keeps its own.
 */
const applyRoutes = `#!/bin/sh
# Written by Slipway: routes to the pods of the other nodes, and the rules that let them through.
set -eu
pods=$(cat /etc/slipway/pod-cidr)
rule() { table=$1 chain=$2; shift 2; iptables -w -t "$table" -C "$chain" "$@" 2>/dev/null || iptables -w -t "$table" -I "$chain" "$@"; }
while read -r range via; do ip route replace "$range" via "$via"; done < /etc/slipway/routes
rule filter FORWARD -s "$pods" -m comment --comment slipway -j ACCEPT
rule filter FORWARD -d "$pods" -m comment --comment slipway -j ACCEPT
rule nat POSTROUTING -s "$pods" ! -d "$pods" -m comment --comment slipway -j MASQUERADE
`;

const unit = `[Unit]
Description=Routes to the pods of the other nodes (Slipway)
Wants=network-online.target
After=network-online.target docker.service containerd.service
Before=kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/lib/slipway/routes

[Install]
WantedBy=multi-user.target
`;

/** Undefined while the cluster has given the node no range. */
async function membersFor(context: StepContext, spec: ClusterSpec, node: NodeSpec): Promise<Members | undefined> {
  const members = await clusterMembers(context, spec);
  const podCidr = members.find(({ name }) => name === node.name)?.podCidr;
  return podCidr === undefined ? undefined : { members, podCidr };
}

interface Members {
  readonly members: readonly ClusterMember[];
  /** Of the node itself. */
  readonly podCidr: string;
}

/** The controller manager hands out ranges some seconds after a node has come. Errors: `kubernetes/not-ready`. */
async function eventualMembers(context: StepContext, spec: ClusterSpec, node: NodeSpec): Promise<Members> {
  for (let tries = 0; tries < 60; tries += 1) {
    const found = await membersFor(context, spec, node);
    if (found !== undefined) return found;
    await delay(1000, undefined, { signal: context.signal });
  }
  throw new SlipwayError('kubernetes/not-ready', `${node.name} was given no range of pod addresses.`, {
    fix: 'Look at kube-controller-manager: the pod network of the plan may be used up.',
  });
}

const noRange = ({ name }: NodeSpec): Evidence => ({ done: false, summary: `${name} has no range of pod addresses yet.` });

const bridgeFile = (podCidr: string): RecipeFile => ({
  path: '/etc/cni/net.d/10-slipway.conflist',
  mode: '0644',
  content: bridgeConfig(podCidr),
});

const checkBridge = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
ok "Pods on this node get addresses of $1."`;

interface NetworkStep {
  readonly node: NodeSpec;
  readonly needs: readonly string[];
  readonly after?: readonly string[];
}

/** The bridge that makes a node Ready: it waits for no other node. */
export const bridgeStep = (spec: ClusterSpec, { node, needs }: NetworkStep): Step =>
  recipeStep({
    id: `network/bridge@${node.name}`,
    title: 'Pod network: bridge',
    on: node.name,
    stage: 'network',
    needs,
    weight: 3,
    does: 'Writes the bridge configuration of the pods on this node.',
    check: async (context) => {
      const found = await membersFor(context, spec, node);
      if (found === undefined) return noRange(node);
      const stdin = fileSums([bridgeFile(found.podCidr)]);
      return runCheck(context, node.name, { text: checkBridge, args: [found.podCidr], stdin });
    },
    act: async (context) => {
      const { podCidr } = await eventualMembers(context, spec, node);
      await mustRun(context, node.name, { text: putFiles, stdin: filesInput([bridgeFile(podCidr)]) });
    },
  });

const routeFiles = (spec: ClusterSpec, routes: readonly PodRoute[]): readonly RecipeFile[] => {
  const file = (path: string, content: string, mode = '0644'): RecipeFile => ({ path, mode, content });
  return [
    file('/etc/slipway/pod-cidr', `${spec.kubernetes.podCidr}\n`),
    file('/etc/slipway/routes', routes.map(({ podCidr, via }) => `${podCidr} ${via}\n`).join('')),
    file('/usr/local/lib/slipway/routes', applyRoutes, '0755'),
    file('/etc/systemd/system/slipway-routes.service', unit),
  ];
};

const checkRoutes = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
systemctl -q is-active slipway-routes || todo 'The routes are not set.'
systemctl -q is-enabled slipway-routes || todo 'The routes are not set at boot.'
for route in "$@"; do
  range=\${route%% *} via=\${route##* }
  found=$(ip route show "$range")
  case " $found " in *" via $via "*) ;; *) todo "There is no route to $range by $via." ;; esac
  printf '%s\\n' "$found"
done
ok "Routes lead to the pods of $# other nodes."`;

const applyNow = `${putFiles}systemctl daemon-reload
systemctl -q enable slipway-routes
systemctl restart slipway-routes`;

/**
 * Static routes to the pods of the other nodes, once every join has ended: a worker that never comes must not keep the
 * others waiting, and gets its routes in the run in which it comes.
 */
export const routesStep = (spec: ClusterSpec, { node, needs, after = [] }: NetworkStep): Step =>
  recipeStep({
    id: `network/routes@${node.name}`,
    title: 'Pod network: routes',
    on: node.name,
    stage: 'network',
    needs,
    after,
    weight: 3,
    does: 'Sets routes to the pods of the other nodes, now and at every boot.',
    check: async (context) => {
      const found = await membersFor(context, spec, node);
      if (found === undefined) return noRange(node);
      const routes = routesOf(spec, node, found.members);
      const args = routes.map(({ podCidr, via }) => `${podCidr} ${via}`);
      return runCheck(context, node.name, { text: checkRoutes, args, stdin: fileSums(routeFiles(spec, routes)) });
    },
    act: async (context) => {
      const { members } = await eventualMembers(context, spec, node);
      const stdin = filesInput(routeFiles(spec, routesOf(spec, node, members)));
      await mustRun(context, node.name, { text: applyNow, stdin, code: 'kubernetes/node-setting' });
    },
  });
