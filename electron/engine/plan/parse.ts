import { isScalar } from 'yaml';
import type { Finding, PlanPath } from '../../contract/finding.ts';
import { planSchema, type Plan } from '../../contract/plan.ts';
import { isMapping, valueAt, withValue } from './plain-data.ts';
import { presentable } from './presentable.ts';
import { pathText, schemaFindings } from './schema-findings.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

export interface ParsedPlan {
  /** Absent when the text is not a plan at all; present with the faulty values repaired or left at their defaults otherwise. */
  readonly plan?: Plan;
  /** Every fault of form, with its line. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the text of a cluster.yaml. Never throws. A byte-order mark and CRLF are no faults.
 * Faulty values do not hide the rest: they are repaired by their own fix, or else left out, so that the rules can speak too.
 */
export function parsePlan(text: string): ParsedPlan {
  const source = readYaml(text);
  if (source.document === undefined) return { findings: source.findings };
  if (source.data === null || source.data === undefined) return { findings: [...source.findings, emptyPlan] };
  const { data, emptied } = withoutEmptyValues(source.data);
  const result = planSchema.safeParse(data);
  const sourceText = (path: PlanPath): string | undefined => textOfScalar(source, path);
  const faults = result.success ? [] : result.error.issues.flatMap((issue) => schemaFindings(issue, { data, sourceText }));
  const findings = [...source.findings, ...withLineNumbers(source, [...emptied.map(emptyValue), ...faults].map(presentable))];
  const plan = result.success ? result.data : planSchema.safeParse(repaired(data, faults)).data;
  return { findings, ...(plan && { plan }) };
}

/** Adds to findings of the rules the line they are about. */
export function withLines(text: string, findings: readonly Finding[]): readonly Finding[] {
  const source = readYaml(text);
  return source.document === undefined ? findings : withLineNumbers(source, findings);
}

function withLineNumbers({ lineAt }: YamlSource, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => {
    const line = finding.line ?? lineAt(finding.path);
    return line === undefined ? finding : { ...finding, line };
  });
}

const emptyPlan: Finding = {
  code: 'plan-empty',
  path: [],
  severity: 'error',
  message: 'The file holds no plan yet.',
  fix: { text: 'Begin with `apiVersion: slipway/v1`, or let `slipway new` write one.' },
};

const emptyValue = (path: PlanPath): Finding => ({
  code: 'empty-value',
  path,
  severity: 'warning',
  message: `${pathText(path)} has no value, so it counts as not given.`,
  fix: { text: 'Give it a value or remove it.', edits: [{ op: 'remove', path }] },
});

interface Cleaned {
  readonly data: unknown;
  readonly emptied: readonly PlanPath[];
}

/** Takes away keys without a value (`image:`), as a person filling in a form means them. */
function withoutEmptyValues(data: unknown, path: PlanPath = []): Cleaned {
  if (path.length > 8) return { data, emptied: [] };
  if (Array.isArray(data)) {
    const items = data.map((item: unknown, index) => withoutEmptyValues(item, [...path, index]));
    return { data: items.map((item) => item.data), emptied: items.flatMap(({ emptied }) => emptied) };
  }
  if (!isMapping(data)) return { data, emptied: [] };
  const entries = Object.entries(data);
  const kept = entries
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, withoutEmptyValues(value, [...path, key])] as const);
  const emptied = entries.filter(([, value]) => value === null).map(([key]) => [...path, key]);
  return {
    data: Object.fromEntries(kept.map(([key, value]) => [key, value.data])),
    emptied: [...emptied, ...kept.flatMap(([, value]) => value.emptied)],
  };
}

/** The data with each fault's own fix applied, or without the faulty value. List items keep their places. */
function repaired(data: unknown, faults: readonly Finding[]): unknown {
  return faults.reduce((fixed, { code, path, fix }) => {
    const set = fix?.edits?.find((edit) => edit.op === 'set');
    const keepsPlace = code === 'wrong-type' && set !== undefined;
    return valueAt(fixed, path) === undefined ? fixed : withValue(fixed, path, keepsPlace ? set.value : undefined);
  }, data);
}

function textOfScalar({ document }: YamlSource, path: PlanPath): string | undefined {
  const node: unknown = document.getIn(path, true);
  return isScalar(node) ? node.source : undefined;
}
