import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../../contract/errors.ts';
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

interface Wanted {
  readonly files: readonly RecipeFile[];
  readonly routes: readonly PodRoute[];
}

/** Undefined while the cluster has given the node no range. */
async function wantedFiles(context: StepContext, spec: ClusterSpec, node: NodeSpec): Promise<Wanted | undefined> {
  const members = await clusterMembers(context, spec);
  const podCidr = members.find(({ name }) => name === node.name)?.podCidr;
  if (podCidr === undefined) return undefined;
  const routes = routesOf(spec, node, members);
  const file = (path: string, content: string, mode = '0644'): RecipeFile => ({ path, mode, content });
  return {
    routes,
    files: [
      file('/etc/slipway/pod-cidr', `${spec.kubernetes.podCidr}\n`),
      file('/etc/slipway/routes', routes.map(({ podCidr: range, via }) => `${range} ${via}\n`).join('')),
      file('/usr/local/lib/slipway/routes', applyRoutes, '0755'),
      file('/etc/systemd/system/slipway-routes.service', unit),
      file('/etc/cni/net.d/10-slipway.conflist', bridgeConfig(podCidr)),
    ],
  };
}

/** The controller manager hands out ranges some seconds after a node has come. Errors: `kubernetes/not-ready`. */
async function eventualFiles(context: StepContext, spec: ClusterSpec, node: NodeSpec): Promise<readonly RecipeFile[]> {
  for (let tries = 0; tries < 60; tries += 1) {
    const wanted = await wantedFiles(context, spec, node);
    if (wanted !== undefined) return wanted.files;
    await delay(1000, undefined, { signal: context.signal });
  }
  throw new SlipwayError('kubernetes/not-ready', `${node.name} was given no range of pod addresses.`, {
    fix: 'Look at kube-controller-manager: the pod network of the plan may be used up.',
  });
}

const check = `${listMissing}
[ -z "$missing" ] || todo "Missing or different:$missing"
systemctl -q is-active slipway-routes || todo 'The routes are not set.'
systemctl -q is-enabled slipway-routes || todo 'The routes are not set at boot.'
for route in "$@"; do
  range=\${route%% *} via=\${route##* }
  found=$(ip route show "$range")
  case " $found " in *" via $via "*) ;; *) todo "There is no route to $range by $via." ;; esac
  printf '%s\\n' "$found"
done
ok "Pods have a bridge, and routes lead to those of $# other nodes."`;

const apply = `${putFiles}systemctl daemon-reload
systemctl -q enable slipway-routes
systemctl restart slipway-routes`;

interface RouteStep {
  readonly node: NodeSpec;
  readonly needs: readonly string[];
  readonly after?: readonly string[];
}

/**
 * The pod network without any image: a bridge on each node and static routes between them. The fastest there is where all
 * nodes are on one wire; nothing else routes.
 */
export const hostRoutesStep = (spec: ClusterSpec, { node, needs, after = [] }: RouteStep): Step =>
  recipeStep({
    id: `network/host-routes@${node.name}`,
    title: 'Pod network: bridge and routes',
    on: node.name,
    stage: 'network',
    needs,
    after,
    weight: 5,
    retry: { attempts: 4, backoffMs: 2000 },
    does: 'Writes the bridge configuration, and routes to the pods of the other nodes, which are set again at every boot.',
    check: async (context) => {
      const wanted = await wantedFiles(context, spec, node);
      if (wanted === undefined) return { done: false, summary: `${node.name} has no range of pod addresses yet.` };
      const { files, routes } = wanted;
      const args = routes.map(({ podCidr, via }) => `${podCidr} ${via}`);
      return runCheck(context, node.name, { text: check, args, stdin: fileSums(files) });
    },
    act: async (context) => {
      const files = await eventualFiles(context, spec, node);
      await mustRun(context, node.name, { text: apply, stdin: filesInput(files), code: 'kubernetes/node-setting' });
    },
  });
