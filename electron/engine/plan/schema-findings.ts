import type { z } from 'zod';
import type { Finding, FindingFix, PlanPath } from '../../contract/finding.ts';
import type { PlanEdit } from '../../contract/plan.ts';
import { closest } from '../../contract/closest.ts';
import { knownKeys } from './known-keys.ts';
import { isMapping, valueAt } from './plain-data.ts';

type Issue = z.core.$ZodIssue;

/** Gives the text of a scalar as it stands in the file: `1.30`, not 1.3. */
export type SourceText = (path: PlanPath) => string | undefined;

interface Context {
  readonly data: unknown;
  readonly sourceText: SourceText;
}

/** Findings of one schema issue, each with the edit that repairs it where there is an obvious one. */
export function schemaFindings(issue: Issue, context: Context): readonly Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, context));
    case 'invalid_value':
      return [wrongValue(path, issue.values.map(String), context)];
    case 'invalid_type':
      return [wrongType(path, issue.expected, context)];
    default:
      return [{ code: 'wrong-value', path, severity: 'error', message: `${pathText(path)} cannot be used: ${issue.message}.` }];
  }
}

function unknownKey(path: PlanPath, key: string, { data }: Context): Finding {
  const known = knownKeys(path);
  const meant = closest(key, known);
  const old = [...path, key];
  const taken = meant !== undefined && valueAt(data, [...path, meant]) !== undefined;
  const remove: PlanEdit = { op: 'remove', path: old };
  const edits: readonly PlanEdit[] =
    meant === undefined || taken ? [remove] : [remove, { op: 'set', path: [...path, meant], value: jsonOf(valueAt(data, old)) }];
  const place = path.length === 0 ? 'a plan' : pathText(path);
  return {
    code: 'unknown-key',
    path: old,
    severity: 'error',
    message: `"${key}" is not a key of ${place}.`,
    fix: {
      text: meant === undefined ? `Remove it; the keys here are ${known.join(', ')}.` : `Did you mean "${meant}"?`,
      edits,
    },
  };
}

function wrongValue(path: PlanPath, allowed: readonly string[], { data }: Context): Finding {
  const value = valueAt(data, path);
  if (value === undefined) return missing(path);
  if (pathText(path) === 'apiVersion' && typeof value === 'string' && /^slipway\/v[1-9]/.test(value)) return newerVersion(value);
  const meant = typeof value === 'string' ? (closest(value, allowed) ?? single(allowed)) : single(allowed);
  return {
    code: codesOfPlace[pathText(path)] ?? 'unknown-value',
    path,
    severity: 'error',
    message: `${pathText(path)} is ${show(value)}, but must be ${allowed.map((choice) => `"${choice}"`).join(' or ')}.`,
    fix:
      meant === undefined
        ? { text: `Choose one of ${allowed.join(', ')}.` }
        : { text: `Write "${meant}".`, edits: [{ op: 'set', path, value: meant }] },
  };
}

const codesOfPlace: Readonly<Record<string, string>> = { apiVersion: 'unknown-api-version', kind: 'unknown-kind' };

const newerVersion = (value: string): Finding => ({
  code: 'newer-api-version',
  path: ['apiVersion'],
  severity: 'error',
  message: `The plan is of version "${value}"; this Slipway knows slipway/v1.`,
  fix: { text: 'Update Slipway, then open it again.' },
});

const single = (allowed: readonly string[]): string | undefined => (allowed.length === 1 ? allowed[0] : undefined);

function wrongType(path: PlanPath, expected: string, context: Context): Finding {
  const value = valueAt(context.data, path);
  if (value === undefined) return missing(path);
  const fix = typeFix(path, expected, context);
  return {
    code: 'wrong-type',
    path,
    severity: 'error',
    message: `${path.length === 0 ? 'The plan' : pathText(path)} must be ${typeName(expected)}, but is ${typeName(typeOf(value))}.`,
    ...(fix && { fix }),
  };
}

function missing(path: PlanPath): Finding {
  return {
    code: 'missing-value',
    path,
    severity: 'error',
    message: `${pathText(path)} is missing.`,
    fix: { text: `Add \`${path.at(-1) ?? ''}:\`.` },
  };
}

function typeFix(path: PlanPath, expected: string, { data, sourceText }: Context): FindingFix | undefined {
  const value = valueAt(data, path);
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    const text = sourceText(path) ?? String(value);
    return { text: `Put it in quotes: "${text}".`, edits: [{ op: 'set', path, value: text }] };
  }
  if (expected === 'array' && typeof value === 'string')
    return { text: 'Make it a list of one.', edits: [{ op: 'set', path, value: [value] }] };
  const truth = expected === 'boolean' && typeof value === 'string' ? truths.get(value.toLowerCase()) : undefined;
  return truth === undefined ? undefined : { text: `Write ${String(truth)}.`, edits: [{ op: 'set', path, value: truth }] };
}

/** Words that YAML 1.1 took for booleans and YAML 1.2 does not. */
const truths = new Map([
  ['yes', true],
  ['on', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['false', false],
]);

/** `nodes[2].address`. */
export const pathText = (path: PlanPath): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping (`key: value`)',
  record: 'a mapping (`key: value`)',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
};
const typeName = (type: string): string => typeNames[type] ?? type;

/** A value in a message: never more than a few words of it. */
const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 60)}"` : (typeNames[typeOf(value)] ?? typeof value);

/** Plain data that came out of YAML, as the JSON an edit holds; what JSON cannot say becomes nothing. */
function jsonOf(value: unknown): z.core.util.JSONType {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item)]));
  return typeof value === 'bigint' ? value.toString() : null;
}
