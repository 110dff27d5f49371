import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeconfigChange } from '../../../contract/cluster.ts';
import { type KubeconfigEntry } from './entry.ts';
import { merged, mergeState, unmerged, type KubeconfigFile, type MergeState, type TextChange } from './merge.ts';

/** The disk, as far as it is needed here. Errors of all: `kubeconfig/not-writable`, `kubeconfig/unreadable`. */
export interface KubeconfigDisk {
  /** Undefined when the file is not there. */
  read(path: string): Promise<string | undefined>;
  /** Atomic, readable by its owner only; makes the folder (0700) where it is missing. */
  replace(path: string, text: string): Promise<void>;
  /** Keeps everybody who follows kubectl's custom out while `work` runs. Errors: `kubeconfig/locked`. */
  whileLocked<T>(path: string, work: () => Promise<T>): Promise<T>;
}

export interface UserKubeconfig {
  state(entry: KubeconfigEntry): Promise<MergeState>;
  merge(entry: KubeconfigEntry, options: { readonly use: boolean }): Promise<KubeconfigChange>;
  /** Where this project's entry is; undefined when there is none. Errors: `kubeconfig/unreadable`. */
  find(project: string): Promise<OwnEntry | undefined>;
  unmerge(project: string): Promise<KubeconfigChange>;
}

export type OwnEntry = Pick<KubeconfigChange, 'path' | 'context'>;

interface UserKubeconfigOptions {
  readonly disk: KubeconfigDisk;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** The kubeconfig that the user's own kubectl reads: KUBECONFIG may list several files, else it is `~/.kube/config`. */
export function openUserKubeconfig({ disk, env, now }: UserKubeconfigOptions): UserKubeconfig {
  const paths = pathsIn(env);
  const read = async (): Promise<readonly (KubeconfigFile & { readonly exists: boolean })[]> =>
    Promise.all(
      paths.map(async (path) => {
        const text = await disk.read(path);
        return { path, text: text ?? '', exists: text !== undefined };
      }),
    );
  const situation = async () => {
    const files = await read();
    // As kubectl does: the first that is there, or else the last (clientcmd, PathOptions.GetDefaultFilename).
    return { files, target: files.find(({ exists }) => exists)?.path ?? paths.at(-1) ?? '' };
  };
  const apply = async (decide: () => Promise<TextChange>): Promise<KubeconfigChange> => {
    const { path } = await decide();
    return disk.whileLocked(path, async () => write(await decide()));
  };
  const write = async ({ path, context, before, after }: TextChange): Promise<KubeconfigChange> => {
    if (before === after) return { path, context, changed: false };
    const backup = await keepCopy(path);
    await disk.replace(path, after);
    return { path, context, changed: true, ...(backup === undefined ? {} : { backup }) };
  };
  const keepCopy = async (path: string): Promise<string | undefined> => {
    const text = await disk.read(path);
    if (text === undefined) return undefined;
    const stamp = now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '');
    let backup = `${path}.slipway-${stamp}.bak`;
    for (let number = 2; (await disk.read(backup)) !== undefined; number += 1) backup = `${path}.slipway-${stamp}-${number}.bak`;
    await disk.replace(backup, text);
    return backup;
  };
  const without = async (project: string): Promise<TextChange> => {
    const { files, target } = await situation();
    return unmerged(files, target, project);
  };
  return {
    state: async (entry) => mergeState({ ...(await situation()), entry }),
    merge: (entry, options) => apply(async () => merged({ ...(await situation()), entry }, options)),
    find: async (project) => {
      const { path, context, before, after } = await without(project);
      return before === after ? undefined : { path, context };
    },
    unmerge: (project) => apply(() => without(project)),
  };
}

/** Empty entries of the list mean nothing, and a file counts once. */
function pathsIn(env: UserKubeconfigOptions['env']): readonly string[] {
  const listed = [...new Set((env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== ''))];
  return listed.length > 0 ? listed : [join(env['HOME'] ?? env['USERPROFILE'] ?? homedir(), '.kube', 'config')];
}
