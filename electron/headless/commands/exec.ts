import { resolve } from 'node:path';
import { SlipwayError } from '../../contract/errors.ts';
import type { ExecEvent } from '../../contract/exec.ts';
import { argument, given, type Command, type CommandContext } from '../command.ts';

export const execCommand: Command = {
  name: 'exec',
  usage: 'DIR [NODE …] [--sudo] -- COMMAND [WORD …]',
  summary: 'run one command on all nodes, or those named, at once; 0 when it ended with 0 on each',
  speaksToNodes: true,
  options: { sudo: { type: 'boolean' } },
  // A second `--` survives the splitting, and tells the nodes from the command.
  prepare: (words) => words.flatMap((word, index) => (index === words.indexOf('--') ? ['--', '--'] : [word])),
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const { nodes, argv } = nodesAndCommand(context.args.slice(1));
    const services = await context.services();
    const outcomes: Outcome[] = [];
    const width = Math.max(0, ...nodes.map((name) => name.length));
    const tell = (event: ExecEvent): void => {
      if (event.kind !== 'line') outcomes.push(event);
      show(context, event, width);
    };
    await services.exec.run({ dir, nodes, argv, as: given(context, 'sudo') ? 'root' : 'login' }, tell, context.signal);
    if (context.signal.aborted) throw new SlipwayError('engine/cancelled', 'What was running on the nodes may run on there.');
    return ended(context, outcomes);
  },
};

type Outcome = Exclude<ExecEvent, { readonly kind: 'line' }>;

/** The words before and after `--`. Errors: `cli/usage`. */
function nodesAndCommand(words: readonly string[]): { readonly nodes: readonly string[]; readonly argv: readonly string[] } {
  const at = words.indexOf('--');
  const argv = at < 0 ? [] : words.slice(at + 1);
  if (argv.length === 0) throw new SlipwayError('cli/usage', 'The command is missing: give it after `--`.');
  return { nodes: words.slice(0, at), argv };
}

/** Lines of stdout go to stdout, all else to stderr, so that the output of many nodes can be piped on. */
function show({ output }: CommandContext, event: ExecEvent, width: number): void {
  const prefix = `${event.node.padEnd(width)} | `;
  const fact = { type: event.kind, ...event };
  switch (event.kind) {
    case 'line':
      if (event.stream === 'stdout') output.result(fact, prefix + event.text);
      else {
        output.event(fact);
        output.say(prefix + event.text.replaceAll('\t', '    '));
      }
      return;
    case 'ended':
      output.event(fact);
      if (event.code !== 0) output.say(`${prefix}exit code ${event.code}`);
      return;
    case 'failed':
      output.event(fact);
      output.say(`${prefix}${event.error.title} ${event.error.detail} [${event.error.code}]`);
      return;
  }
}

function ended({ output }: CommandContext, outcomes: readonly Outcome[]): number {
  const bad = outcomes.filter((outcome) => outcome.kind === 'failed' || outcome.code !== 0).map(({ node }) => node);
  output.event({ type: 'exec-ended', nodes: outcomes.length, bad });
  if (bad.length > 0) output.say(`${bad.length} of ${outcomes.length} nodes did not end well: ${bad.join(', ')}`);
  return bad.length === 0 ? 0 : 1;
}
