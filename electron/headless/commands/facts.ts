import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { FactsService } from '../../contract/facts-service.ts';
import type { FactsSnapshot, NodeReport } from '../../contract/facts.ts';
import { argument, given, texts, type Command, type CommandContext } from '../command.ts';
import { factsRow, findingLines, stepLine } from '../facts/words.ts';
import { table } from '../format.ts';

export const factsCommand: Command = {
  name: 'facts',
  usage: 'DIR [NODE …] [--fix] [--code CODE …]',
  summary:
    'ask the booted nodes what they are and say what is wrong; with --fix, repair what can be repaired. Exit 1 if errors are left',
  speaksToNodes: true,
  options: { fix: { type: 'boolean' }, code: { type: 'string', multiple: true } },
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const nodes = context.args.length > 1 ? context.args.slice(1) : undefined;
    const codes = texts(context, 'code');
    if (codes.length > 0 && !given(context, 'fix')) throw new SlipwayError('cli/usage', '--code names what --fix repairs.');
    const { facts } = await context.services();
    const first = await facts.gather({ dir, nodes }, context.signal);
    if (given(context, 'fix')) await repair(context, { facts, dir, reports: chosen(first, nodes), codes });
    const reports = chosen(await facts.current({ dir }), nodes);
    tell(context, reports);
    return reports.some(({ error, findings }) => error !== undefined || findings.some(({ severity }) => severity === 'error'))
      ? 1
      : 0;
  },
};

const chosen = ({ nodes }: FactsSnapshot, names: readonly string[] | undefined): readonly NodeReport[] =>
  nodes.filter(({ node }) => names === undefined || names.includes(node));

function tell({ output }: CommandContext, reports: readonly NodeReport[]): void {
  for (const report of reports) output.event({ type: 'node', ...report });
  if (output.json) return;
  output.result({}, table(reports.map(factsRow)));
  for (const finding of reports.flatMap(({ findings }) => findings)) output.result({}, findingLines(finding));
  const all = reports.flatMap(({ findings }) => findings);
  output.say(
    `${reports.length} nodes, ${all.length} findings, ${all.filter(({ severity }) => severity === 'error').length} of them errors`,
  );
}

interface RepairOrder {
  readonly facts: FactsService;
  readonly dir: string;
  readonly reports: readonly NodeReport[];
  readonly codes: readonly string[];
}

/** Repairs all nodes that have something to repair at once, and tells each step. */
async function repair(context: CommandContext, { facts, dir, reports, codes }: RepairOrder): Promise<void> {
  const repairable = reports.flatMap(({ node, findings }) => {
    const its = findings.filter(({ code, fix }) => fix?.applies === true && (codes.length === 0 || codes.includes(code)));
    return its.length === 0 ? [] : [{ node, codes: its.map(({ code }) => code) }];
  });
  for (const order of repairable) await facts.fix({ dir, ...order });
  const waiting = new Set(repairable.map(({ node }) => node));
  if (waiting.size > 0) await follow(context, { facts, dir, waiting });
}

interface Following {
  readonly facts: FactsService;
  readonly dir: string;
  readonly waiting: ReadonlySet<string>;
}

async function follow({ output, signal }: CommandContext, { facts, dir, waiting }: Following): Promise<void> {
  const told = new Set<string>();
  for await (const { nodes } of facts.watch({ dir }, signal)) {
    const repairs = nodes.filter(({ node }) => waiting.has(node));
    for (const { node, repair: its } of repairs)
      for (const step of its?.steps ?? []) {
        const line = stepLine(node, step);
        if (step.state === 'waiting' || told.has(line)) continue;
        told.add(line);
        output.event({ type: 'repair', node, ...step });
        output.say(line);
      }
    if (repairs.every(({ repair: its }) => its?.running === false)) return;
  }
  throw new SlipwayError('engine/cancelled', 'What was repaired stays repaired.');
}
