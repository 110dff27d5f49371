import { isDeepStrictEqual } from 'node:util';
import { isScalar, parseDocument, type Document } from 'yaml';
import { SlipwayError } from '../../contract/errors.ts';
import type { PlanEdit } from '../../contract/plan.ts';
import { applyEdit } from './edit-document.ts';
import { mergeLines, type MergedLine } from './merge-lines.ts';
import { commonEnd, splitLines, type LineText } from './text-lines.ts';
import { yamlScalar, type ScalarValue } from './yaml-scalar.ts';
import { readYaml } from './yaml-source.ts';

/**
 * Applies edits, in order, to the text of a cluster.yaml. Comments, order, quoting, byte-order mark and line ends stay, and
 * lines that no edit concerns stay as they are to the byte. Missing parents are made; removing what is not there does nothing.
 * Errors: `plan/has-errors` when the text is not YAML, `engine/bad-request` when a path leads through a value without parts.
 */
export function editPlanText(text: string, edits: readonly PlanEdit[]): string {
  const source = splitLines(text);
  const plain = source.lines.join('\n');
  const document = editable(plain);
  const spliced = spliceScalars(plain, document, edits);
  const style = styleOf(source);
  const base = document.toString(style).split('\n');
  for (const edit of edits) applyEdit(document, edit);
  const changed = document.toString(style);
  if (spliced !== undefined && sameMeaning(spliced, changed)) return assemble(source, keepingLines(source, spliced.split('\n')));
  const merged = mergeLines({ original: source.lines, base, changed: changed.split('\n') });
  const result = assemble(source, merged);
  return sameMeaning(result, changed)
    ? result
    : assemble(
        source,
        changed.split('\n').map((line) => ({ text: line })),
      );
}

function editable(text: string): Document {
  const { document, findings } = readYaml(text);
  const [fault] = findings;
  if (document === undefined || fault !== undefined) throw new SlipwayError('plan/has-errors', fault?.message ?? '');
  return document;
}

/**
 * The everyday edit, one value for another, done on the text itself so that even its line keeps comment and spacing.
 * Undefined when an edit is of another kind.
 */
function spliceScalars(text: string, document: Document, edits: readonly PlanEdit[]): string | undefined {
  const splices = new Map<number, { readonly to: number; readonly text: string }>();
  for (const edit of edits) {
    const node: unknown = edit.op === 'set' && isScalarValue(edit.value) ? document.getIn(edit.path, true) : undefined;
    if (edit.op !== 'set' || !isScalarValue(edit.value) || !isScalar(node)) return undefined;
    const [from, to] = node.range ?? [0, 0];
    const quoting = node.type;
    const onOneLine = quoting === 'PLAIN' || quoting === 'QUOTE_DOUBLE' || quoting === 'QUOTE_SINGLE';
    if (!onOneLine || from === to || node.anchor !== undefined || node.tag !== undefined) return undefined;
    splices.set(from, { to, text: yamlScalar(edit.value, quoting) });
  }
  return [...splices]
    .sort(([left], [right]) => right - left)
    .reduce((done, [from, splice]) => done.slice(0, from) + splice.text + done.slice(splice.to), text);
}

const isScalarValue = (value: unknown): value is ScalarValue => value === null || typeof value !== 'object';

/** Both mean the same data, and the first is sound YAML. */
function sameMeaning(text: string, other: string): boolean {
  const left = parseDocument(text, { logLevel: 'error' });
  return left.errors.length === 0 && isDeepStrictEqual(left.toJS(), parseDocument(other, { logLevel: 'error' }).toJS());
}

/** The indentation of the text, so that new lines match it. */
function styleOf({ lines }: LineText): { indent: number; indentSeq: boolean; lineWidth: 0 } {
  const content = lines.filter((line) => /^\s*[^\s#]/.test(line));
  const under = content.slice(1).flatMap((line, index) => {
    const key = content[index] ?? '';
    return /^\s*[\w-]+:\s*(#.*)?$/.test(key) ? [{ list: /^\s*- /.test(line), deeper: widthOf(line) - widthOf(key) }] : [];
  });
  const step = under.find(({ deeper }) => deeper > 0)?.deeper ?? 2;
  const list = under.find((each) => each.list);
  return { indent: Math.min(8, step), indentSeq: list === undefined || list.deeper > 0, lineWidth: 0 };
}

const widthOf = (line: string): number => line.length - line.trimStart().length;

/** Lines after a splice within lines: each is the one it was. */
const keepingLines = ({ lines }: LineText, now: readonly string[]): readonly MergedLine[] =>
  now.length === lines.length ? now.map((text, index) => ({ text, index })) : now.map((text) => ({ text }));

/** Puts lines together again; each keeps the line end it had, new ones get the common one. */
function assemble(source: LineText, lines: readonly MergedLine[]): string {
  const end = commonEnd(source);
  const parts = lines.map(({ text, index }, position) => {
    if (position === lines.length - 1) return text;
    return text + (index === undefined ? end : (source.ends[index] ?? end));
  });
  return source.mark + parts.join('');
}
