import type { Credentials } from './credentials.ts';

/** The three parts of a kubeconfig that belong together. */
export const partKinds = ['cluster', 'user', 'context'] as const;
export type PartKind = (typeof partKinds)[number];
export const listOf = { cluster: 'clusters', user: 'users', context: 'contexts' } as const satisfies Record<PartKind, string>;

/** A cluster in the user's kubeconfig, and the project it is of. */
export interface KubeconfigEntry {
  /** Name of context and cluster. */
  readonly context: string;
  /** The project's folder: the mark by which its own entries are found again. */
  readonly project: string;
  readonly credentials: Credentials;
}

export const markName = 'slipway';

export const nameOf = (kind: PartKind, context: string): string => (kind === 'user' ? `${context}-admin` : context);

/** The bodies of the three parts. `extensions` is where a kubeconfig keeps what only one program understands (clientcmd v1). */
export function bodies({ context, project, credentials }: KubeconfigEntry): Readonly<Record<PartKind, object>> {
  const mark = { extensions: [{ name: markName, extension: { project } }] };
  return {
    cluster: { server: credentials.server, 'certificate-authority-data': credentials.authority, ...mark },
    user: { ...loginOf(credentials), ...mark },
    context: { cluster: nameOf('cluster', context), user: nameOf('user', context), ...mark },
  };
}

const loginOf = ({ login }: Credentials): object =>
  login.kind === 'token'
    ? { token: login.token }
    : { 'client-certificate-data': login.certificate, 'client-key-data': login.key };
