import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Finding, PlanPath } from '../../contract/finding.ts';

/** Plans are small; anything larger is another file. In UTF-16 units, which are at most the bytes. */
const maxLength = 1024 * 1024;
/** Deep nesting exhausts yaml's recursion and, in flow style, V8's regular-expression compiler, which ends the process. */
const maxDepth = 64;
const maxIndent = 512;
/** Counted by yaml as copies that aliases stand for. */
const maxAliases = 100;
const maxSyntaxFindings = 20;

export interface YamlSource {
  readonly document: Document;
  /** The content as plain data. */
  readonly data: unknown;
  /** Faults that leave the content readable. */
  readonly findings: readonly Finding[];
  /** Line of the key or list item at a path, or of the nearest thing around it. */
  readonly lineAt: (path: PlanPath) => number | undefined;
}

export type YamlReading = YamlSource | { readonly document?: never; readonly findings: readonly Finding[] };

/** Reads one YAML document. Never throws: what cannot be read is told by its findings. */
export function readYaml(text: string): YamlReading {
  const fault = hostileShape(text);
  if (fault !== undefined) return { findings: [fault] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const findings = syntaxFindings(document.errors, lines);
  if (document.errors.some(({ code }) => !readableAllTheSame.has(code))) return { findings };
  const lineAt = (path: PlanPath): number | undefined => lineOf(document, lines, path);
  try {
    const data: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { document, data, findings, lineAt };
  } catch (error) {
    return { findings: [...findings, aliasFinding(error)] };
  }
}

const readableAllTheSame: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS']);

function hostileShape(text: string): Finding | undefined {
  if (text.length > maxLength)
    return problem('yaml-too-large', 'The file is larger than 1 MiB, so it is no cluster plan.', 'Choose the right file.');
  if (isTooDeep(text))
    return problem(
      'yaml-too-deep',
      `The file is nested more than ${maxDepth} levels deep.`,
      'Write the plan without so many brackets.',
    );
  return undefined;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > maxDepth) return true;
  }
  return new RegExp(`^(?:[ \\t]{${maxIndent}}|(?:[ \\t]*[-?:][ \\t]){${maxDepth}})`, 'm').test(text);
}

interface SyntaxFault {
  readonly code: string;
  readonly pos: readonly [number, number];
  readonly message: string;
}

function syntaxFindings(errors: readonly SyntaxFault[], lines: LineCounter): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { code, pos, message } of errors) {
    const { line } = lines.linePos(pos[0]);
    found.set(`${line} ${code}`, { ...syntaxFinding(code, line, message), line });
  }
  return [...found.values()].slice(0, maxSyntaxFindings);
}

function syntaxFinding(code: string, line: number, message: string): Finding {
  switch (code) {
    case 'TAB_AS_INDENT':
      return problem('yaml-tab', `Line ${line} is indented with a tab.`, 'Indent with spaces: YAML allows no tabs there.');
    case 'DUPLICATE_KEY':
      return problem('yaml-duplicate-key', `Line ${line} repeats a key that was given before.`, 'Keep one of the two.');
    case 'MULTIPLE_DOCS':
      return problem(
        'yaml-several-documents',
        `A second document begins at line ${line}.`,
        'Keep one plan in a file: remove the line `---` and what does not belong to it.',
      );
    default:
      return problem(
        'yaml-syntax',
        `Line ${line} is not YAML: ${message}.`,
        'Correct the line; quotes around a value often help.',
      );
  }
}

function aliasFinding(error: unknown): Finding {
  return error instanceof ReferenceError && error.message.startsWith('Unresolved')
    ? problem('yaml-unknown-alias', 'The file refers to an anchor (*name) that it does not define.', 'Write the value out.')
    : problem('yaml-alias-bomb', 'The aliases (*name) in the file stand for too much data.', 'Write the values out.');
}

const problem = (code: string, message: string, fix: string): Finding => ({
  code,
  message,
  path: [],
  severity: 'error',
  fix: { text: fix },
});

function lineOf(document: Document, lines: LineCounter, path: PlanPath): number | undefined {
  let here: Node | null | undefined = document.contents;
  let offset = here?.range?.[0];
  for (const part of path) {
    const step: Step | undefined = stepInto(document, here, part);
    if (step === undefined) break;
    offset = step.at.range?.[0] ?? offset;
    here = step.value;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

interface Step {
  readonly at: Node;
  readonly value: Node | undefined;
}

/** One step down: the node that marks the place (a key or a list item) and the value there. */
function stepInto(document: Document, from: Node | null | undefined, part: string | number): Step | undefined {
  const here = isAlias(from) ? from.resolve(document) : from;
  if (isSeq(here)) {
    const item = here.items[Number(part)];
    return isNode(item) ? { at: item, value: item } : undefined;
  }
  if (!isMap(here)) return undefined;
  const pair = here.items.find(({ key }) => isScalar(key) && key.value === part);
  return isNode(pair?.key) ? { at: pair.key, value: isNode(pair.value) ? pair.value : undefined } : undefined;
}
