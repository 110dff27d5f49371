import type { BurninNode, BurninReport, DiskResult, DiskRun } from '../../../../contract/burnin.ts';
import { escapeHtml, htmlPage } from '../../../../contract/html-page.ts';
import { boxChart, lineChart, type NamedBox } from './charts.ts';
import { htmlTable, megabytes } from './html.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }
td + td { white-space: nowrap; }
svg { width: 100%; max-width: 44rem; height: auto; font-size: 12px; }
svg text { fill: currentColor; } svg path, svg rect { stroke: currentColor; fill: none; } svg rect { fill: #8884; }
svg .median { stroke-width: 2.5; } svg .line { fill: none; stroke-width: 1.5; }
.bad { color: #b3261e; } .fair { color: #8a5a00; } .good { color: #1a6b3c; }
@media (prefers-color-scheme: dark) { .bad { color: #ff8a80; } .fair { color: #ffce7a; } .good { color: #7fdca4; } }
small { opacity: .75; }
@media print { body { margin: 0; } section { break-inside: avoid; } }
`;

/**
 * The report as one HTML page that needs nothing else and runs nothing; whatever a node said stays text. Pure.
 */
export function reportPage(report: BurninReport): string {
  const title = `${report.cluster}: burn-in`;
  return htmlPage({
    title,
    style,
    body: [
      `<h1>${escapeHtml(title)}</h1>`,
      `<p>${escapeHtml(headline(report))}</p>`,
      section('Verdicts', report.nodes.map(verdictHtml).join('')),
      section('Cards and disks', diskHtml(report)),
      section(
        'Temperature',
        lineChart(report.nodes.map(({ node, series }) => ({ name: node, series }))) + temperatureBoxes(report),
      ),
      section('Network', networkHtml(report)),
      `<footer><small>Slipway ${escapeHtml(report.version)}, ${escapeHtml(report.id)}</small></footer>`,
    ],
  });
}

const section = (heading: string, content: string): string =>
  content === '' ? '' : `<section><h2>${heading}</h2>${content}</section>`;

function headline({ startedAt, endedAt, state, order, nodes }: BurninReport): string {
  const lost = nodes.filter(({ phase }) => phase.kind === 'lost').map(({ node }) => node);
  const away = lost.length === 0 ? '' : ` Went away: ${lost.join(', ')}.`;
  const parts = order.parts.map((part) => (part === 'stress' ? `stress for ${order.seconds} s` : part)).join(', ');
  return `${nodes.length} nodes, ${parts}; from ${startedAt} to ${endedAt ?? 'now'}, ${state}.${away}`;
}

function verdictHtml({ node, model, verdict, notes }: BurninNode): string {
  const remarks = verdict.remarks.map(({ message, source }) => {
    const from = source === undefined ? '' : ` <small>(${escapeHtml(source)})</small>`;
    return `<li>${escapeHtml(message)}${from}</li>`;
  });
  const said = notes.map((note) => `<li><small>${escapeHtml(note)}</small></li>`);
  const name = `${escapeHtml(node)}${model === undefined ? '' : ` <small>${escapeHtml(model)}</small>`}`;
  return `<h3>${name}: <span class="${verdict.grade}">${verdict.grade}</span></h3><p>${escapeHtml(verdict.summary)}</p><ul>${[...remarks, ...said].join('')}</ul>`;
}

const sizes: Readonly<Record<DiskRun['blockSize'], string>> = { 4096: '4K', 524_288: '512K', 16_777_216: '16M' };

const runName = ({ pattern, op, blockSize }: Pick<DiskRun, 'pattern' | 'op' | 'blockSize'>): string =>
  `${pattern} ${op} ${sizes[blockSize]}`;

interface Column {
  readonly name: string;
  readonly runs: readonly Pick<DiskRun, 'pattern' | 'op' | 'blockSize' | 'bytesPerSecond'>[];
}

/** A row for each kind of access, a column for each disk and each figure to compare with, in MB/s. */
function diskHtml({ nodes, references }: BurninReport): string {
  const measured = nodes.flatMap(({ node, disks }) => disks.map((disk) => ({ node, disk })));
  if (measured.length === 0) return '';
  const own = measured.map(({ node, disk }): Column => ({ name: `${node} ${disk.mount} (${disk.tool})`, runs: disk.runs }));
  const columns = [...own, ...references.map(({ name, runs }): Column => ({ name, runs }))];
  const kinds = [...new Set(measured.flatMap(({ disk }) => disk.runs.map(runName)))];
  const rows = kinds.map((kind) => [
    kind,
    ...columns.map(({ runs }) => {
      const run = runs.find((candidate) => runName(candidate) === kind);
      return run === undefined ? '' : megabytes(run.bytesPerSecond);
    }),
  ]);
  const boxes = measured.flatMap(({ node, disk }) => writeBox(node, disk));
  const chart = boxes.length === 0 ? '' : `<h3>Random write 4K, MB/s</h3>${boxChart(boxes, 'MB/s')}`;
  const sources = references.map(({ name, source }) => `<li><small>${escapeHtml(name)}: ${escapeHtml(source)}</small></li>`);
  return `${htmlTable(['MB/s', ...columns.map(({ name }) => name)], rows)}${syncTable(measured)}${chart}<ul>${sources.join('')}</ul>`;
}

interface MeasuredDisk {
  readonly node: string;
  readonly disk: DiskResult;
}

function writeBox(node: string, disk: DiskResult): readonly NamedBox[] {
  const box = disk.runs.find((run) => runName(run) === 'random write 4K')?.box;
  if (box === undefined) return [];
  const scaled = {
    min: box.min / 1e6,
    lower: box.lower / 1e6,
    median: box.median / 1e6,
    upper: box.upper / 1e6,
    max: box.max / 1e6,
  };
  return [{ name: `${node} ${disk.mount}`, box: scaled }];
}

function syncTable(measured: readonly MeasuredDisk[]): string {
  const rows = measured.flatMap(({ node, disk }) => {
    const { sync } = disk;
    return sync === undefined
      ? []
      : [[`${node} ${disk.mount}`, ...[sync.median, sync.p99, sync.max].map((ms) => `${ms.toFixed(2)} ms`)]];
  });
  return rows.length === 0 ? '' : htmlTable(['Small synchronous writes', 'median', '99 of 100', 'longest'], rows);
}

function temperatureBoxes({ nodes }: BurninReport): string {
  const boxes = nodes.flatMap(({ node, stress }) =>
    stress?.temperature === undefined ? [] : [{ name: node, box: stress.temperature }],
  );
  return boxes.length === 0 ? '' : `<h3>Under stress, °C</h3>${boxChart(boxes, '°C')}`;
}

/** A matrix: senders down, receivers across; MB/s and the mean time there and back. */
function networkHtml({ network, nodes }: BurninReport): string {
  if (network.length === 0) return '';
  const names = nodes.map(({ node }) => node).filter((name) => network.some(({ from, to }) => from === name || to === name));
  const cell = (from: string, to: string): string => {
    const pair = network.find((one) => one.from === from && one.to === to);
    if (pair === undefined) return '';
    if (pair.bytesPerSecond === undefined) return pair.error?.title ?? '';
    return `${megabytes(pair.bytesPerSecond)} MB/s, ${pair.latency?.mean.toFixed(2) ?? '?'} ms`;
  };
  return htmlTable(
    ['from \\ to', ...names],
    names.map((from) => [from, ...names.map((to) => cell(from, to))]),
  );
}
