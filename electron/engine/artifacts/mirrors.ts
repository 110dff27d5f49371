import type { Plan } from '../../contract/plan.ts';

type Mirrors = Plan['mirrors'];

/** Hosts whose files `mirrors.kubernetes` stands for: programs, and the package repository of each minor. */
const kubernetesHosts = new Set(['dl.k8s.io', 'pkgs.k8s.io']);

/**
 * Where to get a file when the plan has mirrors. `mirrors.kubernetes` holds the paths of dl.k8s.io and pkgs.k8s.io as they
 * are there; `mirrors.files` holds every other file under the name of its host:
 * `https://raw.githubusercontent.com/a/b` at `http://m/files` is `http://m/files/raw.githubusercontent.com/a/b`.
 */
export function mirroredFile(url: string, { kubernetes, files }: Mirrors): string {
  const { host, pathname } = new URL(url);
  if (kubernetesHosts.has(host)) return kubernetes === undefined ? url : under(kubernetes, pathname.slice(1));
  return files === undefined ? url : under(files, `${host}${pathname}`);
}

function under(base: string, path: string): string {
  const folder = new URL(base);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  folder.pathname += path;
  return folder.href;
}
