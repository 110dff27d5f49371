import type { ClusterNode, NewPlan } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { freeFolder, isClusterName, keyKind, previewNames } from '../../state/names.ts';
import { isAbsolutePath } from '../../state/paths.ts';

/** What the form holds. `key` is a path of a public key of the user's, or one of the two words. */
export interface NewDraft {
  readonly name: string;
  readonly nodes: string;
  readonly board: string;
  /** The empty string: later. */
  readonly image: string;
  readonly key: string;
  readonly pasted: string;
  /** Undefined while the folder follows the name. */
  readonly dir: string | undefined;
  readonly timezone: string;
}

export const keyPaste = 'paste';
export const keyNone = 'none';

export interface PublicKey {
  readonly path: string;
  readonly key: string;
}

/** @param timezone of this computer: the Pis most likely stand beside it */
export function firstDraft(practice: boolean, publicKeys: readonly PublicKey[], timezone: string): NewDraft {
  return {
    name: practice ? 'practice' : 'lab',
    nodes: 'pi[01-03]',
    board: 'pi4',
    image: '',
    key: publicKeys[0]?.path ?? (practice ? keyNone : keyPaste),
    pasted: '',
    dir: undefined,
    timezone,
  };
}

export const folderOf = (draft: NewDraft, projectsDir: string, taken: readonly string[]): string =>
  draft.dir ?? freeFolder(projectsDir, draft.name === '' ? 'lab' : draft.name, taken);

export type Mistakes = Partial<Record<'name' | 'nodes' | 'pasted' | 'dir', string>>;

/** What keeps the form from being sent, by field. */
export function mistakesIn(draft: NewDraft, folder: string): Mistakes {
  const { form, open } = t.start;
  return {
    ...(isClusterName(draft.name) ? {} : { name: form.nameBad }),
    ...(previewNames(draft.nodes) === undefined ? { nodes: form.nodesBad } : {}),
    ...(draft.key === keyPaste ? pastedMistake(draft.pasted) : {}),
    ...(isAbsolutePath(folder) ? {} : { dir: open.relative }),
  };
}

function pastedMistake(pasted: string): Mistakes {
  switch (keyKind(pasted)) {
    case 'public':
      return {};
    case 'private':
      return { pasted: t.start.form.keyPrivate };
    case 'empty':
    case 'other':
      return { pasted: t.start.form.keyBad };
  }
}

/** The nodes that the draft comes to, as far as it can be read yet. */
export function previewNodes({ nodes, board }: Pick<NewDraft, 'nodes' | 'board'>): readonly ClusterNode[] {
  const names = previewNames(nodes) ?? [];
  return names.map((name, index) => ({ name, board, role: index === 0 ? 'control-plane' : 'worker', entry: index }));
}

/** What the engine is asked to make of the draft. */
export function newPlanOf(draft: NewDraft, publicKeys: readonly PublicKey[]): NewPlan {
  const { name, nodes, board, image, timezone } = draft;
  return { name, nodes, board, timezone, authorizedKeys: keysOf(draft, publicKeys), ...(image === '' ? {} : { image }) };
}

function keysOf({ key, pasted }: NewDraft, publicKeys: readonly PublicKey[]): string[] {
  if (key === keyNone) return [];
  if (key === keyPaste) return [pasted.trim()];
  return publicKeys.flatMap((candidate) => (candidate.path === key ? [candidate.key.trim()] : []));
}
