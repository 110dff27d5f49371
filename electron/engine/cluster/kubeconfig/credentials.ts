import { isIP } from 'node:net';
import { parse } from 'yaml';
import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';

/** What is needed to speak to an API server as an administrator. All but `server` is base64, as in a kubeconfig. */
export interface Credentials {
  /** `https://192.168.10.20:6443` */
  readonly server: string;
  readonly authority: string;
  readonly login:
    | { readonly kind: 'certificate'; readonly certificate: string; readonly key: string }
    | { readonly kind: 'token'; readonly token: string };
}

/** A kubeconfig of 256 clusters is some 2 MB. */
export const maxKubeconfigBytes = 4 * 1024 * 1024;

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

/**
 * Strict where a file could reach out: `exec`, `auth-provider` and `proxy-url` start programs or lead elsewhere, and the file
 * comes from a node. So only what is in the file itself is taken, and anything else refuses it.
 */
const clusterSchema = z.strictObject({
  server: z.url({ protocol: /^https$/ }),
  'certificate-authority-data': base64,
  'tls-server-name': z.string().optional(),
  extensions: z.unknown().optional(),
});
const userSchema = z.union([
  z.strictObject({ 'client-certificate-data': base64, 'client-key-data': base64, extensions: z.unknown().optional() }),
  z.strictObject({ token: z.string().regex(/^[\x21-\x7e]{1,8192}$/), extensions: z.unknown().optional() }),
]);
const contextSchema = z.object({ cluster: z.string(), user: z.string() });
const fileSchema = z.object({
  'current-context': z.string(),
  clusters: z.array(z.object({ name: z.string(), cluster: z.unknown() })),
  users: z.array(z.object({ name: z.string(), user: z.unknown() })),
  contexts: z.array(z.object({ name: z.string(), context: contextSchema })),
});

/** Reads the kubeconfig of a cluster, as kubeadm and k3s write it. Errors: `cluster/bad-kubeconfig`, without any value of it. */
export function readCredentials(text: string): Credentials {
  if (text.length > maxKubeconfigBytes) throw bad('It is far larger than a kubeconfig.');
  const file = checked(fileSchema, yamlOf(text));
  const context = file.contexts.find(({ name }) => name === file['current-context'])?.context;
  const cluster = checked(clusterSchema, file.clusters.find(({ name }) => name === context?.cluster)?.cluster);
  const user = checked(userSchema, file.users.find(({ name }) => name === context?.user)?.user);
  const login =
    'token' in user
      ? ({ kind: 'token', token: user.token } as const)
      : ({ kind: 'certificate', certificate: user['client-certificate-data'], key: user['client-key-data'] } as const);
  return { server: cluster.server, authority: cluster['certificate-authority-data'], login };
}

function yamlOf(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error', maxAliasCount: 0 });
  } catch {
    throw bad('It is not YAML.');
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  // The path alone: a message could quote what is secret.
  throw bad(`Something is missing or not allowed at ${error.issues[0]?.path.join('.') ?? ''}.`);
}

const bad = (detail: string): SlipwayError => new SlipwayError('cluster/bad-kubeconfig', detail);

/**
 * With an address that other computers can reach: k3s writes its own loopback.
 * @param address of the control plane, without prefix length
 */
export function reachable(credentials: Credentials, address: string): Credentials {
  const url = new URL(credentials.server);
  if (!['127.0.0.1', 'localhost', '[::1]', '0.0.0.0'].includes(url.hostname)) return credentials;
  url.hostname = isIP(address) === 6 ? `[${address}]` : address;
  return { ...credentials, server: url.href.replace(/\/$/, '') };
}
