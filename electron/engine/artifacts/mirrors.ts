import type { Plan } from '../../contract/plan.ts';

type Mirrors = Plan['mirrors'];

/** What `mirrors.kubernetes` stands for: programs, the package repository of each minor, and the releases of k3s. */
const kubernetesSources = ['https://dl.k8s.io/', 'https://pkgs.k8s.io/', 'https://github.com/k3s-io/'];

/** Whether a file belongs under `mirrors.kubernetes`. */
export const isOfKubernetes = (url: string): boolean => kubernetesSources.some((source) => url.startsWith(source));

/**
 * Where to get a file when the plan has mirrors. `mirrors.kubernetes` holds paths as they are at the vendors;
 * `mirrors.files` holds every other file under the name of its host:
 * `https://raw.githubusercontent.com/a/b` at `http://m/files` is `http://m/files/raw.githubusercontent.com/a/b`.
 */
export function mirroredFile(url: string, { kubernetes, files }: Mirrors): string {
  const { host, pathname } = new URL(url);
  if (isOfKubernetes(url)) return kubernetes === undefined ? url : under(kubernetes, pathname.slice(1));
  return files === undefined ? url : under(files, `${host}${pathname}`);
}

function under(base: string, path: string): string {
  const folder = new URL(base);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  folder.pathname += path;
  return folder.href;
}
