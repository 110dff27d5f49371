import { resolve } from 'node:path';
import { hasErrors, type Finding } from '../../contract/finding.ts';
import { argument, type Command } from '../command.ts';

export const checkCommand: Command = {
  name: 'check',
  usage: 'DIR',
  summary: 'find what is wrong or unwise in a plan; exit 2 if any is an error',
  options: {},
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const projects = await context.projects();
    const { findings, plan } = await projects.open({ dir });
    for (const finding of findings) context.output.result({ type: 'finding', ...finding }, findingText(finding));
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    context.output.result(
      { type: 'summary', nodes: plan?.nodes.length ?? 0, findings: findings.length, errors },
      `${plan?.nodes.length ?? 0} nodes, ${findings.length} findings, ${errors} of them errors`,
    );
    return hasErrors(findings) ? 2 : 0;
  },
};

/** `error line 4 nodes[0].address: … → …` */
export function findingText({ severity, line, path, message, fix, code }: Finding): string {
  const place = [line === undefined ? '' : `line ${line}`, pathText(path)].filter((part) => part !== '').join(' ');
  return `${severity} ${place === '' ? '' : `${place}: `}${message} [${code}]${fix === undefined ? '' : `\n    → ${fix.text}`}`;
}

const pathText = (path: Finding['path']): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
