import { Document, isMap, isNode, isScalar, parseDocument, Scalar, YAMLMap, type Pair } from 'yaml';

/** cloud-init and device-init read YAML 1.1: `no` is false there, and the last of two equal keys wins. */
const dialect = { version: '1.1', uniqueKeys: false } as const;

/** The parsed text, or the first thing that is wrong with it, in one sentence. */
export type ParsedYaml =
  | { readonly kind: 'map'; readonly document: Document; readonly map: YAMLMap }
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly reason: string };

/** Reads a YAML file whose top must be a mapping, as the tools on the card want it. */
export function parseYamlMap(text: string): ParsedYaml {
  const document = parseDocument(text, dialect);
  const [error] = document.errors;
  if (error !== undefined) return { kind: 'wrong', reason: error.message.split('\n')[0] ?? error.code };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { kind: 'empty' };
  if (!isMap(contents)) return { kind: 'wrong', reason: 'It does not consist of keys and values.' };
  return { kind: 'map', document, map: contents };
}

export interface YamlEdit {
  readonly path: readonly string[];
  readonly value: string;
  /** Always in quotes, not only where YAML 1.1 would take it for something else. */
  readonly quoted: boolean;
}

/**
 * Sets one value and leaves every other byte of the text as it was, comments included. Missing keys are added: at the end
 * of the file, or directly below their parent. The text must be what {@link parseYamlMap} accepts.
 */
export function setYamlValue(text: string, edit: YamlEdit): string {
  const parsed = parseYamlMap(text);
  const spliced = parsed.kind === 'map' ? splice(text, parsed.map, edit) : addAtEnd(text, edit);
  // Flow style, anchors and other rare forms have no line to put a key on; the parser says whether the result is right.
  return holds(spliced, edit) ? spliced : rewritten(text, edit);
}

/** One scalar as it stands in a file: ASCII only, because PyYAML 3.13 (Debian 10) refuses a whole file for one emoji. */
export function scalarSource(value: string, quoted: boolean): string {
  if (!quoted && /^[ -~]*$/.test(value))
    return new Document(value, dialect).toString({ lineWidth: 0, directives: false }).trimEnd();
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function splice(text: string, map: YAMLMap, edit: YamlEdit): string {
  const found = deepest(map, edit.path);
  if (found === undefined) return addAtEnd(text, edit);
  if (found.rest.length === 0) return replaceValue(text, found.pair, scalarSource(edit.value, edit.quoted));
  return addBelow(text, found.pair, { ...edit, path: found.rest });
}

interface Found {
  readonly pair: Pair;
  /** The keys that are missing below it. */
  readonly rest: readonly string[];
}

/** The last pair along the path that exists; of equal keys the last, which is the one that counts. */
function deepest(map: YAMLMap, [key, ...rest]: readonly string[]): Found | undefined {
  const pair = map.items.findLast((item) => isScalar(item.key) && item.key.value === key);
  if (pair === undefined) return undefined;
  const below = isMap(pair.value) ? deepest(pair.value, rest) : undefined;
  return below ?? { pair, rest };
}

function replaceValue(text: string, { key, value }: Pair, source: string): string {
  if (isScalar(value) && value.source === '' && value.value === null) return afterColon(text, key, source);
  const range = isScalar(value) && !isBlock(value) ? value.range : undefined;
  return range ? text.slice(0, range[0]) + source + text.slice(range[1]) : text;
}

/** The parser places a value that is not there behind the comment of its line. */
function afterColon(text: string, key: unknown, source: string): string {
  const at = text.indexOf(':', isNode(key) ? (key.range?.[1] ?? 0) : 0) + 1;
  return `${text.slice(0, at)} ${source}${text.slice(at)}`;
}

const isBlock = ({ type }: Scalar): boolean => type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;

function addBelow(text: string, { key, value }: Pair, edit: YamlEdit): string {
  const start = isNode(key) ? (key.range?.[0] ?? 0) : 0;
  const first = isMap(value) ? value.items[0]?.key : undefined;
  const indent = isNode(first) ? columnOf(text, first.range?.[0] ?? 0) : columnOf(text, start) + 2;
  const lineEnd = text.indexOf('\n', start);
  const at = lineEnd < 0 ? text.length : lineEnd + 1;
  return withNewline(text.slice(0, at)) + nestedLines(edit, indent) + text.slice(at);
}

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf('\n', at - 1) + 1);

const addAtEnd = (text: string, edit: YamlEdit): string => withNewline(text) + nestedLines(edit, 0);

const withNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** `a: {b: {c: value}}` as indented lines. */
function nestedLines({ path, value, quoted }: YamlEdit, indent: number): string {
  const lines = path.map((key, depth) => {
    const own = depth === path.length - 1 ? ` ${scalarSource(value, quoted)}` : '';
    return `${' '.repeat(indent + 2 * depth)}${scalarSource(key, false)}:${own}\n`;
  });
  return lines.join('');
}

function holds(text: string, { path, value }: YamlEdit): boolean {
  const parsed = parseYamlMap(text);
  const found = parsed.kind === 'map' ? deepest(parsed.map, path) : undefined;
  return found?.rest.length === 0 && isScalar(found.pair.value) && found.pair.value.value === value;
}

/** Written anew by the YAML library: values and comments stay, the layout may not. */
function rewritten(text: string, { path, value, quoted }: YamlEdit): string {
  const document = parseDocument(text, dialect);
  for (let depth = 1; depth < path.length; depth += 1) {
    const parent = path.slice(0, depth);
    if (!isMap(document.getIn(parent, true))) document.setIn(parent, new YAMLMap());
  }
  const scalar = new Scalar(value);
  if (quoted) scalar.type = Scalar.QUOTE_DOUBLE;
  document.setIn(path, scalar);
  return document.toString({ lineWidth: 0, directives: false });
}
