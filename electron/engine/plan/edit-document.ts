import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  YAMLMap,
  YAMLSeq,
  type Document,
  type Node,
} from 'yaml';
import { SlipwayError } from '../../contract/errors.ts';
import type { PlanPath } from '../../contract/finding.ts';
import type { PlanEdit } from '../../contract/plan.ts';
import { pathText } from './schema-findings.ts';

type Json = Extract<PlanEdit, { op: 'set' }>['value'];
type Collection = YAMLMap | YAMLSeq;

/** Applies one edit to a parsed document. Errors: `engine/bad-request` when the path leads through a plain value. */
export function applyEdit(document: Document, edit: PlanEdit): void {
  switch (edit.op) {
    case 'set':
      setAt(document, edit.path, edit.value);
      break;
    case 'remove':
      removeAt(document, edit.path);
      break;
    case 'insert':
      insertAt(document, edit);
      break;
  }
}

function setAt(document: Document, path: PlanPath, value: Json): void {
  const key = path.at(-1);
  if (key === undefined) {
    document.contents = document.createNode(value);
    return;
  }
  const parent = collectionAt(document, path.slice(0, -1), typeof key === 'number' ? 'list' : 'mapping');
  const old: unknown = parent.get(key, true);
  if (isScalar(old) && (value === null || typeof value !== 'object')) {
    old.value = value;
    delete old.source;
    if (old.type?.startsWith('BLOCK') === true) delete old.type;
    return;
  }
  const node = styled(document.createNode(value), parent, key);
  if (isNode(old)) node.comment = old.comment ?? null;
  parent.set(key, node);
}

function removeAt(document: Document, path: PlanPath): void {
  const parent = existing(document, path.slice(0, -1));
  const key = path.at(-1);
  if (!isCollection(parent) || key === undefined || !parent.has(key)) return;
  parent.delete(key);
  // An empty block list or mapping has no notation but the flow one.
  if (parent.items.length === 0) parent.flow = true;
}

function insertAt(document: Document, { path, index, value }: Extract<PlanEdit, { op: 'insert' }>): void {
  const list = collectionAt(document, path, 'list');
  if (!isSeq(list)) throw badPath(path);
  if (list.items.length === 0) list.flow = false;
  list.items.splice(index, 0, styled(document.createNode(value), list, index));
}

/** New nodes of a list look like their neighbours: one line each unless those are written as blocks. */
function styled(node: Node, parent: Collection, key: string | number): Node {
  if (isSeq(node) && key === 'nodes') for (const item of node.items) if (isMap(item)) item.flow = true;
  if (!isSeq(parent) || !isMap(node)) return node;
  const neighbour = parent.items.find((item) => isMap(item));
  node.flow = neighbour === undefined || neighbour.flow === true;
  return node;
}

/** The collection at a path; made where there is none, or nothing but an empty value. */
function collectionAt(document: Document, path: PlanPath, kind: 'list' | 'mapping'): Collection {
  const here = existing(document, path);
  if (isMap(here) || isSeq(here)) return here;
  if (here !== undefined && !(isScalar(here) && here.value === null)) throw badPath(path);
  const made: Collection = kind === 'list' ? new YAMLSeq() : new YAMLMap();
  const key = path.at(-1);
  if (key === undefined) document.contents = withComment(made, document.contents);
  else collectionAt(document, path.slice(0, -1), typeof key === 'number' ? 'list' : 'mapping').set(key, withComment(made, here));
  return made;
}

function withComment(made: Collection, old: unknown): Collection {
  if (isNode(old)) made.commentBefore = old.commentBefore ?? old.comment ?? null;
  return made;
}

/** The node at a path; an alias on the way is replaced by a copy, so that its anchor keeps its value. */
function existing(document: Document, path: PlanPath): Node | undefined {
  let here: Node | undefined = document.contents ?? undefined;
  for (const key of path) {
    if (!isCollection(here)) {
      if (isScalar(here) && here.value !== null) throw badPath(path);
      return undefined;
    }
    const next: unknown = here.get(key, true);
    here = isAlias(next) ? unaliased(document, here, { key, alias: next }) : isNode(next) ? next : undefined;
  }
  return here;
}

interface AliasPlace {
  readonly key: string | number;
  readonly alias: Alias;
}

function unaliased(document: Document, parent: Collection, { key, alias }: AliasPlace): Node | undefined {
  const copy = document.createNode(alias.toJS(document)) as unknown;
  if (!isNode(copy)) return undefined;
  parent.set(key, copy);
  return copy;
}

const badPath = (path: PlanPath): SlipwayError =>
  new SlipwayError('engine/bad-request', `${pathText(path)} of the plan holds a single value, so nothing can be set inside it.`);
