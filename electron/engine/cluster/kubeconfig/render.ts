import { isIP } from 'node:net';
import { stringify } from 'yaml';
import type { Credentials } from './credentials.ts';
import { nameOf } from './entry.ts';

interface RenderOptions {
  readonly context: string;
  readonly credentials: Credentials;
  /** Leads through a tunnel: connects there, and still insists on the certificate of the API server itself. */
  readonly through?: { readonly port: number };
}

/** A kubeconfig of its own for one cluster. */
export function renderKubeconfig({ context, credentials, through }: RenderOptions): string {
  const { server, authority, login } = credentials;
  const target =
    through === undefined ? { server } : { server: `https://127.0.0.1:${through.port}`, 'tls-server-name': serverNameOf(server) };
  const user =
    login.kind === 'token'
      ? { token: login.token }
      : { 'client-certificate-data': login.certificate, 'client-key-data': login.key };
  const [cluster, admin] = [nameOf('cluster', context), nameOf('user', context)];
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': context,
      clusters: [{ name: cluster, cluster: { ...target, 'certificate-authority-data': authority } }],
      users: [{ name: admin, user }],
      contexts: [{ name: context, context: { cluster, user: admin } }],
    },
    { lineWidth: 0 },
  );
}

/**
 * The name that the certificate must be for. TLS knows no addresses as server names (RFC 6066 section 3); `kubernetes` is in
 * every API server's certificate of kubeadm and k3s.
 */
export function serverNameOf(server: string): string {
  const { hostname } = new URL(server);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname !== 'localhost' ? hostname : 'kubernetes';
}
