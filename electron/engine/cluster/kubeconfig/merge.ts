import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import { SlipwayError } from '../../../contract/errors.ts';
import type { KubeconfigState } from '../../../contract/cluster.ts';
import { openDocument, partsOf, putPart, removePartsOf, textOf } from './document.ts';
import { bodies, nameOf, partKinds, type KubeconfigEntry } from './entry.ts';

/** One file of the user's. kubectl reads all that KUBECONFIG lists as one. */
export interface KubeconfigFile {
  readonly path: string;
  /** Empty when it is not there. */
  readonly text: string;
}

export interface MergeQuestion {
  readonly files: readonly KubeconfigFile[];
  /** Where kubectl would add to. */
  readonly target: string;
  readonly entry: KubeconfigEntry;
}

export type MergeState = Pick<KubeconfigState, 'path' | 'context' | 'state' | 'suggestion' | 'current'>;

interface OpenFile extends KubeconfigFile {
  readonly document: Document;
}

const open = (files: readonly KubeconfigFile[]): readonly OpenFile[] =>
  files.map((file) => ({ ...file, document: openDocument(file.text, file.path) }));

/** How things stand, without changing anything. `entry.context` is the name that is wished for. */
export function mergeState({ files, target, entry }: MergeQuestion): MergeState {
  const all = open(files);
  const own = ownContext(all, entry.project);
  const context = own?.name ?? entry.context;
  const base = { path: own?.path ?? target, context, current: isCurrent(all, context), suggestion: freeName(all, entry) };
  if (own !== undefined) return { ...base, state: isUpToDate(all, { ...entry, context }) ? 'merged' : 'outdated' };
  return { ...base, current: false, state: takenNames(all, entry.project).has(entry.context) ? 'taken' : 'absent' };
}

export interface TextChange {
  readonly path: string;
  readonly context: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The text of the file with the entry in it. The project's older entry is replaced at its place, under its name unless
 * another one is asked for. Errors: `kubeconfig/taken`, `kubeconfig/unreadable`.
 */
export function merged({ files, target, entry }: MergeQuestion, { use }: { readonly use: boolean }): TextChange {
  const all = open(files);
  if (takenNames(all, entry.project).has(entry.context))
    throw new SlipwayError('kubeconfig/taken', `“${entry.context}” is taken; “${freeName(all, entry)}” is free.`);
  const own = ownContext(all, entry.project);
  const file = fileAt(all, own?.path ?? target);
  if (own !== undefined && own.name !== entry.context) removeOwn(file.document, entry.project);
  const body = bodies(entry);
  for (const kind of partKinds) putPart(file.document, kind, { name: nameOf(kind, entry.context), body: body[kind] });
  if (use) return withCurrent(all, file, entry.context);
  if (!hasCurrent(all)) file.document.set('current-context', entry.context);
  return change(file, entry.context);
}

/** `current-context` counts in the first file that has one, so that another file's would hide ours. */
function withCurrent(all: readonly OpenFile[], file: OpenFile, context: string): TextChange {
  const first = all.find(({ document }) => isSet(document.get('current-context')));
  if (first !== undefined && first !== file)
    throw new SlipwayError(
      'kubeconfig/taken',
      `The current context is named in ${first.path}: change it with \`kubectl config use-context ${context}\`.`,
    );
  file.document.set('current-context', context);
  return change(file, context);
}

/** The text without the project's entries; unchanged where there are none. */
export function unmerged(files: readonly KubeconfigFile[], target: string, project: string): TextChange {
  const all = open(files);
  const own = ownContext(all, project);
  const file = fileAt(all, own?.path ?? target);
  if (own === undefined) return { path: file.path, context: '', before: file.text, after: file.text };
  removeOwn(file.document, project);
  if (file.document.get('current-context') === own.name) file.document.set('current-context', '');
  return change(file, own.name);
}

/** Without a change in meaning the file stays as it is, to the byte. */
function change({ path, text, document }: OpenFile, context: string): TextChange {
  const same = text !== '' && isDeepStrictEqual(openDocument(text, path).toJS(), document.toJS());
  return { path, context, before: text, after: same ? text : textOf(document, text) };
}

function removeOwn(document: Document, project: string): void {
  for (const kind of partKinds) removePartsOf(document, kind, project);
}

function fileAt(all: readonly OpenFile[], path: string): OpenFile {
  return all.find((file) => file.path === path) ?? { path, text: '', document: openDocument('', path) };
}

function ownContext(all: readonly OpenFile[], project: string): { readonly name: string; readonly path: string } | undefined {
  return all
    .flatMap(({ path, document }) => partsOf(document, 'context').map((part) => ({ ...part, path })))
    .find((part) => part.project === project);
}

/** Context names that would meet somebody else's cluster, user or context. */
function takenNames(all: readonly OpenFile[], project: string): { has(context: string): boolean } {
  const foreign = partKinds.map((kind) => ({
    kind,
    names: new Set(
      all.flatMap(({ document }) =>
        partsOf(document, kind)
          .filter((part) => part.project !== project)
          .map(({ name }) => name),
      ),
    ),
  }));
  return { has: (context) => foreign.some(({ kind, names }) => names.has(nameOf(kind, context))) };
}

function freeName(all: readonly OpenFile[], { context, project }: KubeconfigEntry): string {
  const taken = takenNames(all, project);
  let name = context;
  for (let number = 2; taken.has(name); number += 1) name = `${context}-${number}`;
  return name;
}

function isUpToDate(all: readonly OpenFile[], entry: KubeconfigEntry): boolean {
  const body = bodies(entry);
  return partKinds.every((kind) =>
    all.some(({ document }) =>
      partsOf(document, kind).some(
        (part) => part.name === nameOf(kind, entry.context) && isDeepStrictEqual(part.body?.toJS(document), body[kind]),
      ),
    ),
  );
}

const isSet = (value: unknown): boolean => typeof value === 'string' && value !== '';
const currentOf = (all: readonly OpenFile[]): unknown => all.map(({ document }) => document.get('current-context')).find(isSet);
const hasCurrent = (all: readonly OpenFile[]): boolean => currentOf(all) !== undefined;
const isCurrent = (all: readonly OpenFile[], context: string): boolean => currentOf(all) === context;
