import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { SlipwayError } from '../../contract/errors.ts';
import type { KubectlState } from '../../contract/cluster.ts';

type Skew = Extract<KubectlState, { kind: 'found' }>['skew'];

const versionSchema = z.object({ clientVersion: z.object({ gitVersion: z.string().regex(/^v\d+\.\d+\.\d+/) }) });

/** What `kubectl version --client -o json` says: `v1.36.4`; undefined for what is no kubectl. */
export function parseClientVersion(stdout: string): string | undefined {
  try {
    return versionSchema.safeParse(JSON.parse(stdout)).data?.clientVersion.gitVersion;
  } catch {
    return undefined;
  }
}

/** kubectl works with servers one minor version older or newer (kubernetes.io/releases/version-skew-policy). */
export function skewOf(client: string, server: string): Skew {
  const [ours, theirs] = [minorOf(client), minorOf(server)];
  if (ours === undefined || theirs === undefined) return 'unknown';
  if (Math.abs(ours - theirs) <= 1) return 'ok';
  return ours < theirs ? 'older' : 'newer';
}

/** Kubernetes has had one major version so far. */
function minorOf(version: string): number | undefined {
  const minor = /^v1\.(\d+)\./.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

export const kubectlName = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'kubectl.exe' : 'kubectl');

/** Every place of PATH at which a kubectl could be. */
export function kubectlCandidates(path: string | undefined, platform: NodeJS.Platform): readonly string[] {
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders)].slice(0, 200).map((folder) => join(folder, kubectlName(platform)));
}

export interface KubectlDownload {
  readonly url: string;
  /** The publisher's SHA-256 stands there. */
  readonly sha256Url: string;
}

const systems: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const processors: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' };

/**
 * Where the Kubernetes project publishes kubectl (kubernetes.io/docs/tasks/tools), or the same path at a mirror.
 * @param version `v1.36.4`; what a distribution appends (`+k3s1`) is left out
 * Errors: `kubectl/not-there` for a system it is not published for.
 */
export function kubectlDownload(version: string, mirror: string | undefined, { platform, arch }: System): KubectlDownload {
  const [system, processor] = [systems[platform], processors[arch]];
  const release = /^v\d+\.\d+\.\d+/.exec(version)?.[0];
  if (system === undefined || processor === undefined || release === undefined)
    throw new SlipwayError('kubectl/not-there', `${version} for ${platform} on ${arch}`);
  const base = (mirror ?? 'https://dl.k8s.io').replace(/\/+$/, '');
  const url = `${base}/release/${release}/bin/${system}/${processor}/${kubectlName(platform)}`;
  return { url, sha256Url: `${url}.sha256` };
}
