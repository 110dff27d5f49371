import { stringify } from 'yaml';
import { z } from 'zod';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import type { RecipeFile } from '../node-files.ts';

const shared = {
  'node-name': z.string(),
  'node-ip': z.string(),
  'node-label': z.array(z.string()).optional(),
};

/** The options that Slipway writes, of those that https://docs.k3s.io/cli/server has; strict, as k3s refuses to start with others. */
export const serverConfigSchema = z.strictObject({
  ...shared,
  'tls-san': z.array(z.string()),
  'cluster-cidr': z.string(),
  'service-cidr': z.string(),
  'advertise-address': z.string(),
  'flannel-backend': z.enum(['vxlan', 'none']),
  'disable-network-policy': z.boolean().optional(),
  'write-kubeconfig-mode': z.literal('0600'),
  'system-default-registry': z.string().optional(),
});

/** Of https://docs.k3s.io/cli/agent. */
export const agentConfigSchema = z.strictObject({ ...shared, server: z.string(), token: z.string().min(1) });

/** config.yaml of the server. It has no token: k3s makes its own, and agents get that one with the hash of its CA in it. */
export const serverConfig = (spec: ClusterSpec): string =>
  render(serverConfigSchema.parse({ ...common(spec.first), ...serverOptions(spec) }));

/** config.yaml of an agent, with the server's own token. */
export const agentConfig = (spec: ClusterSpec, node: NodeSpec, token: string): string =>
  render(agentConfigSchema.parse({ ...common(node), server: `https://${spec.endpoint}:6443`, token }));

const render = (config: object): string => stringify(config, { lineWidth: 0 });

function common(node: NodeSpec): object {
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`);
  return { 'node-name': node.name, 'node-ip': node.address, ...(labels.length === 0 ? {} : { 'node-label': labels }) };
}

function serverOptions({ kubernetes, first, endpoint, registry }: ClusterSpec): object {
  // Its own flannel, unless the plan has another network.
  const own = kubernetes.cni === 'flannel';
  return {
    'tls-san': [...new Set([endpoint, first.address])],
    'cluster-cidr': kubernetes.podCidr,
    'service-cidr': kubernetes.serviceCidr,
    'advertise-address': first.address,
    'flannel-backend': own ? 'vxlan' : 'none',
    ...(own ? {} : { 'disable-network-policy': true }),
    'write-kubeconfig-mode': '0600',
    ...(registry === undefined ? {} : { 'system-default-registry': registry.repository }),
  };
}

/** Where k3s finds images when the plan has a mirror (https://docs.k3s.io/installation/private-registry). */
export const registriesFile = ({ registry, authority }: ClusterSpec): readonly RecipeFile[] =>
  registry === undefined
    ? []
    : [
        {
          path: '/etc/rancher/k3s/registries.yaml',
          mode: '0600',
          content: stringify({
            mirrors: { [registry.host]: { endpoint: [registry.url] }, 'docker.io': { endpoint: [registry.url] } },
            ...(registry.plain || authority === undefined
              ? {}
              : { configs: { [registry.host]: { tls: { ca_file: '/etc/ssl/certs/ca-certificates.crt' } } } }),
          }),
        },
      ];

/** As k3s' own install script writes it (https://get.k3s.io), for the role of the node. */
export const k3sUnit = (role: NodeSpec['role']): string => `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Service]
Type=${role === 'worker' ? 'exec' : 'notify'}
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s ${role === 'worker' ? 'agent' : 'server'}

[Install]
WantedBy=multi-user.target
`;
