import type { Finding, PlanPath } from '../../../contract/finding.ts';
import type { NodeEntry } from '../../../contract/plan.ts';
import {
  contains,
  formatAddress,
  formatNetwork,
  networkOf,
  parseAddress,
  parseHostAddress,
  unusableReason,
  type HostAddress,
} from '../addresses.ts';
import { expandPattern, patternFaultText } from '../patterns.ts';
import { advice, error, listed, quote, set, warning, type CheckContext, type Rule } from './rule.ts';

/** Addresses of nodes, gateway and name servers: valid, unique, in one subnet, and free to be given to a host. */
export const addressRules: Rule = (context) => {
  const { addressing, gateway, dns } = context.plan.network;
  return [
    ...context.plan.nodes.flatMap((entry, index) => entryFindings(context, entry, index)),
    ...context.nodes.flatMap(({ node }) => (node.address === undefined ? [] : hostFindings(context, node.address, node.entry))),
    ...duplicates(context),
    ...(addressing === 'static' ? staticFindings(context) : []),
    ...(gateway === undefined ? [] : gatewayFindings(gateway)),
    ...dns.flatMap((server, index) => serverFindings(server, ['network', 'dns', index])),
  ];
};

function entryFindings({ plan }: CheckContext, entry: NodeEntry, index: number): readonly Finding[] {
  const path = ['nodes', index, 'address'];
  if (entry.address === undefined) {
    if (plan.network.addressing === 'dhcp') return [];
    const message = `${entry.name} has no address, but addressing is static.`;
    return [error({ code: 'address-missing', path: ['nodes', index], message, fix: 'Give it one, such as 192.168.10.21/24.' })];
  }
  const addresses = expandPattern(entry.address);
  if (!addresses.ok)
    return [
      error({
        code: 'address-pattern',
        path,
        message: patternFaultText(entry.address, addresses.fault),
        fix: 'Write one range: 192.168.10.[21-23]/24.',
      }),
    ];
  return [
    ...countFindings(entry, addresses.values, path),
    ...(plan.network.addressing === 'dhcp' ? [unusedAddress(entry, path)] : []),
  ];
}

function countFindings(entry: NodeEntry, addresses: readonly string[], path: PlanPath): readonly Finding[] {
  const names = expandPattern(entry.name);
  if (!names.ok || names.values.length === addresses.length) return [];
  const count = names.values.length;
  const better = recounted(addresses[0] ?? '', count);
  return [
    error({
      code: 'address-count',
      path,
      message: `${quote(entry.name)} stands for ${count} nodes, but ${quote(entry.address ?? '')} for ${addresses.length} addresses.`,
      fix: better === undefined ? 'Make both ranges equally long.' : `Write ${quote(better)}.`,
      ...(better !== undefined && { edits: set(path, better) }),
    }),
  ];
}

/** The range of `count` addresses from this one on, if they end within the last octet. */
function recounted(first: string, count: number): string | undefined {
  const [, net = '', host = '', suffix = ''] = /^(\d+\.\d+\.\d+\.)(\d+)(\/\d+)?$/.exec(first) ?? [];
  const last = Number(host) + count - 1;
  if (net === '' || last > 254) return undefined;
  return count === 1 ? `${net}${host}${suffix}` : `${net}[${host}-${last}]${suffix}`;
}

const unusedAddress = (entry: NodeEntry, path: PlanPath): Finding =>
  advice({
    code: 'address-unused',
    path,
    message: `The address of ${entry.name} is not used, because addressing is dhcp.`,
    fix: 'Choose static addressing, or reserve the address at your DHCP server.',
    edits: set(['network', 'addressing'], 'static'),
  });

function hostFindings({ plan }: CheckContext, text: string, entry: number): readonly Finding[] {
  const path = ['nodes', entry, 'address'];
  const host = parseHostAddress(text);
  if (host === undefined) return [badAddress(plan.nodes[entry]?.address ?? text, text, path)];
  const fault = hostFault(host, plan.network.gateway);
  return fault === undefined ? [] : [error({ path, ...fault, message: `${quote(text)} ${fault.message}.` })];
}

function badAddress(written: string, text: string, path: PlanPath): Finding {
  if (parseAddress(text) !== undefined) {
    const edits = set(path, `${written}/24`);
    return error({
      code: 'address-prefix',
      path,
      message: `${quote(text)} has no prefix length.`,
      fix: `Write ${quote(`${written}/24`)}.`,
      edits,
    });
  }
  if (text.includes(':')) {
    const message = `${quote(text)} is no IPv4 address, and nodes are set up with IPv4.`;
    return error({ code: 'address-invalid', path, message, fix: 'Write an address such as 192.168.10.21/24.' });
  }
  const message = `${quote(text)} is no address with prefix length.`;
  return error({
    code: 'address-invalid',
    path,
    message,
    fix: 'Write an address such as 192.168.10.21/24, without leading zeros.',
  });
}

function hostFault(host: HostAddress, gateway: string | undefined): { code: string; message: string; fix: string } | undefined {
  const network = networkOf(host);
  const reason = unusableReason(host.address);
  const fix = `Choose another address in ${formatNetwork(network)}.`;
  if (reason !== undefined)
    return {
      code: 'address-unusable',
      message: `${reason} and cannot be a node's`,
      fix: 'Choose an address of your own network.',
    };
  if (host.prefix < 31 && host.address === network.first)
    return { code: 'address-is-network', message: `is the address of the network ${formatNetwork(network)} itself`, fix };
  if (host.prefix < 31 && host.address === network.last)
    return { code: 'address-is-broadcast', message: `is the broadcast address of ${formatNetwork(network)}`, fix };
  const router = gateway === undefined ? undefined : parseAddress(gateway);
  if (router === host.address) return { code: 'address-is-gateway', message: 'is the gateway', fix };
  if (router !== undefined && !contains(network, router))
    return {
      code: 'address-outside-subnet',
      message: `cannot reach the gateway ${formatAddress(router)}, which is outside of ${formatNetwork(network)}`,
      fix: 'Put nodes and gateway in one subnet.',
    };
  return undefined;
}

const duplicates: Rule = ({ nodes }) => {
  const owners = new Map<number, string>();
  return nodes.flatMap(({ node }) => {
    const host = node.address === undefined ? undefined : parseHostAddress(node.address);
    if (host === undefined) return [];
    const owner = owners.get(host.address);
    owners.set(host.address, owner ?? node.name);
    if (owner === undefined) return [];
    const message = `${node.name} and ${owner} have the same address ${formatAddress(host.address)}.`;
    return [
      error({ code: 'address-duplicate', path: ['nodes', node.entry, 'address'], message, fix: 'Give each node its own.' }),
    ];
  });
};

const staticFindings: Rule = (context) => [...missingGateway(context), ...missingDns(context), ...severalSubnets(context)];

const subnetsOf = ({ nodes }: CheckContext): ReadonlyMap<string, HostAddress> =>
  new Map(
    nodes
      .flatMap(({ node }) => (node.address === undefined ? [] : [parseHostAddress(node.address)]))
      .flatMap((host) => (host === undefined ? [] : [[formatNetwork(networkOf(host)), host] as const])),
  );

const missingGateway: Rule = (context) => {
  if (context.plan.network.gateway !== undefined) return [];
  const [host] = subnetsOf(context).values();
  const guess = host === undefined ? undefined : formatAddress(networkOf(host).first + 1);
  return [
    error({
      code: 'gateway-missing',
      path: ['network', 'gateway'],
      message: 'Addressing is static, but no gateway is given.',
      fix: guess === undefined ? 'Give the address of your router.' : `Give the address of your router, often ${guess}.`,
      ...(guess !== undefined && { edits: set(['network', 'gateway'], guess) }),
    }),
  ];
};

const missingDns: Rule = ({ plan: { network } }) =>
  network.dns.length > 0
    ? []
    : [
        warning({
          code: 'dns-missing',
          path: ['network', 'dns'],
          message: 'Addressing is static, but no name server is given, so nodes can resolve no names.',
          fix: 'Give one; most routers are one.',
          ...(network.gateway !== undefined && { edits: set(['network', 'dns'], [network.gateway]) }),
        }),
      ];

const severalSubnets: Rule = (context) => {
  const subnets = [...subnetsOf(context).keys()];
  if (subnets.length < 2) return [];
  const message = `The nodes are in ${subnets.length} subnets: ${listed(subnets)}.`;
  return [
    warning({
      code: 'subnets-differ',
      path: ['nodes'],
      message,
      fix: 'Put all nodes in one subnet, unless your router joins them.',
    }),
  ];
};

function gatewayFindings(gateway: string): readonly Finding[] {
  const path = ['network', 'gateway'];
  const [bare = ''] = gateway.split('/');
  if (parseAddress(gateway) !== undefined) return [];
  const edits = parseAddress(bare) === undefined ? undefined : set(path, bare);
  return [
    error({
      code: 'gateway-invalid',
      path,
      message: `The gateway ${quote(gateway)} is no IPv4 address.`,
      fix: edits === undefined ? 'Write an address such as 192.168.10.1.' : `Write ${quote(bare)}.`,
      ...(edits && { edits }),
    }),
  ];
}

const serverFindings = (server: string, path: PlanPath): readonly Finding[] =>
  parseAddress(server) !== undefined || /^[0-9a-f]*:[0-9a-f:]+$/i.test(server)
    ? []
    : [
        error({
          code: 'dns-invalid',
          path,
          message: `The name server ${quote(server)} is no IP address.`,
          fix: 'Write an address such as 192.168.10.1.',
        }),
      ];
