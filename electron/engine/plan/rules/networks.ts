import type { Finding, PlanPath } from '../../../contract/finding.ts';
import { formatNetwork, networkOf, overlap, parseHostAddress, parseNetwork, type Network } from '../addresses.ts';
import { error, listed, quote, set, warning, type CheckContext, type Rule } from './rule.ts';

interface Range {
  readonly what: string;
  readonly path: PlanPath;
  readonly network: Network;
}

/** Pod, service and node networks: valid, apart from each other and large enough. */
export const networkRules: Rule = (context) => {
  const { podCidr, serviceCidr } = context.plan.kubernetes;
  return [
    ...cidrFindings('pod', podCidr, podPath),
    ...cidrFindings('service', serviceCidr, servicePath),
    ...overlaps(context),
    ...podRoom(context),
    ...serviceSize(context),
    ...oneWire(context),
  ];
};

const podPath = ['kubernetes', 'podCidr'];
const servicePath = ['kubernetes', 'serviceCidr'];

function cidrFindings(what: string, text: string, path: PlanPath): readonly Finding[] {
  const host = parseHostAddress(text);
  if (host === undefined) {
    const message = `The ${what} network ${quote(text)} is no network.`;
    return [error({ code: 'network-invalid', path, message, fix: 'Write a network such as 10.244.0.0/16.' })];
  }
  const network = networkOf(host);
  if (network.first === host.address) return [];
  const right = formatNetwork(network);
  const message = `The ${what} network ${quote(text)} begins in the middle of ${right}.`;
  return [error({ code: 'network-host-bits', path, message, fix: `Write ${quote(right)}.`, edits: set(path, right) })];
}

function ranges({ plan, nodes }: CheckContext): { readonly planned: readonly Range[]; readonly nodes: readonly Range[] } {
  const planned = [
    range('pod network', plan.kubernetes.podCidr, podPath),
    range('service network', plan.kubernetes.serviceCidr, servicePath),
  ].flat();
  const used = plan.network.addressing === 'dhcp' ? [] : nodes;
  const ofNodes = used.flatMap(({ node }) => range('network of the nodes', node.address ?? '', ['nodes', node.entry, 'address']));
  return { planned, nodes: [...new Map(ofNodes.map((each) => [formatNetwork(each.network), each])).values()] };
}

function range(what: string, text: string, path: PlanPath): readonly Range[] {
  const network = parseNetwork(text);
  return network === undefined ? [] : [{ what, path, network }];
}

/** Networks that are free in most homes; the first two are what kubeadm's and k3s's documents use for pods. */
const candidates: Readonly<Record<string, readonly string[]>> = {
  'pod network': ['10.244.0.0/16', '10.42.0.0/16', '172.30.0.0/16'],
  'service network': ['10.96.0.0/12', '10.43.0.0/16', '172.29.0.0/16'],
};

const overlaps: Rule = (context) => {
  const all = ranges(context);
  const others = (range: Range): readonly Range[] => [...all.nodes, ...all.planned.slice(0, all.planned.indexOf(range))];
  return all.planned.flatMap((range) =>
    others(range)
      .filter((other) => overlap(range.network, other.network))
      .slice(0, 1)
      .map((other) => overlapping(range, other, [...all.nodes, ...all.planned.filter((each) => each !== range)])),
  );
};

function overlapping(range: Range, other: Range, taken: readonly Range[]): Finding {
  const free = (candidates[range.what] ?? []).find((text) => {
    const candidate = parseNetwork(text);
    return candidate !== undefined && taken.every(({ network }) => !overlap(network, candidate));
  });
  return error({
    code: 'networks-overlap',
    path: range.path,
    message: `The ${range.what} ${formatNetwork(range.network)} overlaps the ${other.what} ${formatNetwork(other.network)}.`,
    fix: free === undefined ? 'Choose a network that nothing else uses.' : `Use ${free}.`,
    ...(free !== undefined && { edits: set(range.path, free) }),
  });
}

/** Kubernetes gives every node a /24 of the pod network (kube-controller-manager, `--node-cidr-mask-size`). */
const podRoom: Rule = ({ plan, nodes }) => {
  const host = parseHostAddress(plan.kubernetes.podCidr);
  const room = host === undefined ? Infinity : 2 ** (24 - host.prefix);
  if (room >= nodes.length) return [];
  const message = `The pod network ${quote(plan.kubernetes.podCidr)} has room for ${Math.floor(room)} nodes, and the plan has ${nodes.length}.`;
  return [error({ code: 'pod-network-too-small', path: podPath, message, fix: 'Use a /16, such as 10.244.0.0/16.' })];
};

/** kube-apiserver refuses service networks of more than 20 host bits (`maxCIDRBits` in its validation). */
const serviceSize: Rule = ({ plan }) => {
  const host = parseHostAddress(plan.kubernetes.serviceCidr);
  if (host === undefined || (host.prefix >= 12 && host.prefix <= 28)) return [];
  const message = `The service network ${quote(plan.kubernetes.serviceCidr)} is ${host.prefix < 12 ? 'larger than the /12 that Kubernetes takes' : 'too small'}.`;
  const make = host.prefix < 12 ? error : warning;
  return [
    make({ code: 'service-network-size', path: servicePath, message, fix: 'Use 10.96.0.0/12, or a network from /12 to /28.' }),
  ];
};

/** `host-routes` sets each node as the next hop to its own pods, and a next hop must be on the same wire (ip-route(8)). */
const oneWire: Rule = (context) => {
  if (context.plan.kubernetes.cni !== 'host-routes') return [];
  const networks = ranges(context).nodes.map(({ network }) => formatNetwork(network));
  if (networks.length < 2) return [];
  const path = ['kubernetes', 'cni'];
  return [
    error({
      code: 'host-routes-one-network',
      path,
      message: `With host-routes all nodes must be in one network, and these are in ${listed(networks)}.`,
      fix: 'Use flannel, or give all nodes addresses of one network.',
      edits: set(path, 'flannel'),
    }),
  ];
};
