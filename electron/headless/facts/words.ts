import type { NodeFacts, NodeFinding, NodeReport, RepairStep } from '../../contract/facts.ts';
import { bytes } from '../format.ts';

/** A row of the table of nodes: name, board, memory, architecture, system, kernel, temperature. */
export function factsRow({ node, facts, error }: NodeReport): readonly string[] {
  if (facts === undefined) return [node, error === undefined ? 'not asked' : `${error.title} [${error.code}]`];
  return [
    node,
    facts.model ?? 'unknown board',
    facts.memoryBytes === undefined ? '' : bytes(facts.memoryBytes),
    facts.architecture ?? '',
    facts.os?.pretty ?? '',
    facts.kernel ?? '',
    heat(facts),
  ];
}

const heat = ({ temperature }: NodeFacts): string => (temperature === undefined ? '' : `${temperature.toFixed(0)} °C`);

/** `error pi1: … [code]`, and under it what it leads to and what helps. */
export function findingLines({ node, severity, code, message, why, fix }: NodeFinding): string {
  const help =
    fix === undefined ? [] : [`    → ${fix.text}${fix.applies ? ` (--fix ${code}${fix.reboot ? ', reboots' : ''})` : ''}`];
  return [`${severity} ${node}: ${message} [${code}]`, ...(why === undefined ? [] : [`    ${why}`]), ...help].join('\n');
}

/** A step of a repair as it changes: `pi1: Switch swap off for good: done`. */
export function stepLine(node: string, { text, state, error }: RepairStep): string {
  return `${node}: ${text}: ${state}${error === undefined ? '' : ` (${error.detail === '' ? error.title : error.detail})`}`;
}
