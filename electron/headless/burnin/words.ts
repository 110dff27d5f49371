import type { BurninNode, BurninSnapshot, DiskRun } from '../../contract/burnin.ts';
import { bytes } from '../format.ts';

/** `42 % · stress · 31 s left`. */
export function partText({ fraction, part, etaSeconds }: BurninSnapshot): string {
  return [`${Math.floor(fraction * 100)} %`, part, ...(etaSeconds === undefined ? [] : [`${etaSeconds} s left`])].join(' · ');
}

/** What is new since the last snapshot and will not pass: parts begun, nodes lost, disks measured. */
export function newsOf(before: BurninSnapshot | undefined, now: BurninSnapshot): readonly string[] {
  const part = before?.part !== now.part && now.part !== 'end' ? [`part: ${now.part}`] : [];
  return [
    ...part,
    ...now.nodes.flatMap((node) =>
      nodeNews(
        before?.nodes.find((old) => old.node === node.node),
        node,
      ),
    ),
  ];
}

function nodeNews(before: BurninNode | undefined, { node, phase, disks }: BurninNode): readonly string[] {
  const lost =
    phase.kind === 'lost' && before?.phase.kind !== 'lost' ? [`${node} is lost: ${phase.error.title} The others go on.`] : [];
  return [...lost, ...disks.slice(before?.disks.length ?? 0).map(({ mount, tool }) => `${node}: ${mount} is measured (${tool})`)];
}

const columns: readonly (readonly [string, Pick<DiskRun, 'pattern' | 'op' | 'blockSize'>])[] = [
  ['rnd write 4K', { pattern: 'random', op: 'write', blockSize: 4096 }],
  ['rnd read 4K', { pattern: 'random', op: 'read', blockSize: 4096 }],
  ['seq write 16M', { pattern: 'sequential', op: 'write', blockSize: 16_777_216 }],
  ['seq read 16M', { pattern: 'sequential', op: 'read', blockSize: 16_777_216 }],
];

/** A row for each disk, with the figures that matter most. */
export function diskRows({ nodes }: BurninSnapshot): readonly (readonly string[])[] {
  const rows = nodes.flatMap(({ node, disks }) =>
    disks.map(({ mount, runs, sync }) => [
      `${node} ${mount}`,
      ...columns.map(([, wanted]) => rateOf(runs, wanted)),
      sync === undefined ? '' : `${sync.p99.toFixed(1)} ms`,
    ]),
  );
  return rows.length === 0 ? [] : [['disk', ...columns.map(([name]) => name), 'sync p99'], ...rows];
}

function rateOf(runs: readonly DiskRun[], { pattern, op, blockSize }: Pick<DiskRun, 'pattern' | 'op' | 'blockSize'>): string {
  const run = runs.find((one) => one.pattern === pattern && one.op === op && one.blockSize === blockSize);
  return run === undefined ? '' : `${bytes(run.bytesPerSecond)}/s`;
}

/** `good pi1: Nothing weak was found.`, and its remarks and notes under it. */
export function verdictLines({ node, verdict, notes }: BurninNode): string {
  const rest = verdict.remarks
    .filter(({ message }) => message !== verdict.summary)
    .map(({ severity, message }) => `    ${severity}: ${message}`);
  return [`${verdict.grade} ${node}: ${verdict.summary}`, ...rest, ...notes.map((note) => `    ${note}`)].join('\n');
}
