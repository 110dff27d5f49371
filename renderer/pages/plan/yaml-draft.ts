import type { ProjectState } from '../../../electron/contract/services.ts';

/** The text in the field, and the file's text that it began as. */
export interface YamlDraft {
  readonly text: string;
  readonly base: string;
}

export const draftOf = ({ text }: Pick<ProjectState, 'text'>): YamlDraft => ({ text, base: text });

export const isDirty = ({ text, base }: YamlDraft): boolean => text !== base;

/** Follows the file where nothing would be lost: when nothing was typed, or when the file now holds what was typed. */
export function synced(draft: YamlDraft, project: Pick<ProjectState, 'text'>): YamlDraft {
  const follows = !isDirty(draft) || draft.text === project.text;
  return follows && draft.base !== project.text ? draftOf(project) : draft;
}

/** Whether the file has moved on under a text with changes of its own. */
export const isStale = (draft: YamlDraft, project: Pick<ProjectState, 'text'>): boolean =>
  isDirty(draft) && draft.base !== project.text;
