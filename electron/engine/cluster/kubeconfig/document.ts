import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap, YAMLSeq } from 'yaml';
import { SlipwayError } from '../../../contract/errors.ts';
import { maxKubeconfigBytes } from './credentials.ts';
import { listOf, markName, type PartKind } from './entry.ts';

/** One named part of a kubeconfig, with its place in the document. */
export interface Part {
  readonly index: number;
  readonly name: string;
  /** The project that it is marked as being of; undefined for everybody else's. */
  readonly project: string | undefined;
  readonly body: YAMLMap | undefined;
}

/** Parses a kubeconfig; an absent or empty file is an empty one. Errors: `kubeconfig/unreadable` naming the line. */
export function openDocument(text: string, path: string): Document {
  const unreadable = (detail: string): SlipwayError => new SlipwayError('kubeconfig/unreadable', `${path}: ${detail}`);
  if (text.length > maxKubeconfigBytes) throw unreadable('it is far larger than a kubeconfig.');
  const document: Document = parseDocument(text, { logLevel: 'error' });
  const [fault] = document.errors;
  if (fault !== undefined) throw unreadable(`line ${fault.linePos?.[0].line ?? 1} is not YAML.`);
  if (isNothing(document.contents)) document.contents = document.createNode({ apiVersion: 'v1', kind: 'Config' });
  if (!isMap(document.contents)) throw unreadable('it is not a mapping.');
  const other = Object.values(listOf).find((list) => !isListOrNothing(document.get(list, true)));
  if (other !== undefined) throw unreadable(`\`${other}\` is not a list.`);
  if (!isReadable(document)) throw unreadable('its aliases lead nowhere, or to too much.');
  return document;
}

const isNothing = (value: unknown): boolean => value === null || value === undefined || (isScalar(value) && value.value === null);
const isListOrNothing = (value: unknown): boolean => isSeq(value) || isNothing(value);

function isReadable(document: Document): boolean {
  try {
    document.toJS();
    return true;
  } catch {
    return false;
  }
}

/** The parts of one kind, in their order. */
export function partsOf(document: Document, kind: PartKind): readonly Part[] {
  const list: unknown = document.get(listOf[kind], true);
  if (!isSeq(list)) return [];
  return list.items.flatMap((item, index) => {
    const name: unknown = isMap(item) ? item.get('name') : undefined;
    if (!isMap(item) || typeof name !== 'string') return [];
    const body: unknown = item.get(kind, true);
    return [{ index, name, project: projectOf(body), body: isMap(body) ? body : undefined }];
  });
}

function projectOf(body: unknown): string | undefined {
  const marks: unknown = isMap(body) ? body.get('extensions', true) : undefined;
  const mark = isSeq(marks) ? marks.items.find((item) => isMap(item) && item.get('name') === markName) : undefined;
  const project: unknown = isMap(mark) ? mark.getIn(['extension', 'project']) : undefined;
  return typeof project === 'string' ? project : undefined;
}

/** Sets a part at its old place, or at the end of its list. */
export function putPart(document: Document, kind: PartKind, { name, body }: { name: string; body: object }): void {
  const old = partsOf(document, kind).find((part) => part.name === name);
  if (old !== undefined) document.setIn([listOf[kind], old.index, kind], document.createNode(body));
  else listAt(document, listOf[kind]).items.push(document.createNode({ name, [kind]: body }));
}

/** Removes the parts that are marked as a project's, by their place: somebody else's may have the same name. */
export function removePartsOf(document: Document, kind: PartKind, project: string): void {
  const own = partsOf(document, kind).filter((part) => part.project === project);
  for (const { index } of own.reverse()) document.deleteIn([listOf[kind], index]);
}

function listAt(document: Document, key: string): YAMLSeq {
  const list: unknown = document.get(key, true);
  if (isSeq(list)) {
    // `clusters: []` is how an empty list is written; what is added looks better in lines.
    if (list.items.length === 0) list.flow = false;
    return list;
  }
  const made = new YAMLSeq();
  document.set(key, made);
  return made;
}

/** The text again: JSON stays JSON, lists are indented as they were, line ends stay. */
export function textOf(document: Document, original: string): string {
  const isJson = original.trimStart().startsWith('{');
  const listsOutdented = original.trim() === '' || /^(clusters|contexts|users):[^\S\n]*(#.*)?\r?\n- /m.test(original);
  const text = document.toString({
    lineWidth: 0,
    indentSeq: !listsOutdented,
    ...(isJson ? { defaultStringType: 'QUOTE_DOUBLE' as const, defaultKeyType: 'QUOTE_DOUBLE' as const } : {}),
  });
  return original.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
