import { lazy, Suspense, useState, type ReactElement } from 'react';
import type { BurninNode } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { flaggedSeconds, lastOf } from '../../state/burnin.ts';
import { Choice } from '../../ui/choice.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';

const text = t.burnin.charts;

/** uPlot is loaded when there is something to draw. */
const LiveCharts = lazy(async () => ({ default: (await import('./live-charts.tsx')).LiveCharts }));

interface ChartsPanelProps {
  readonly nodes: readonly BurninNode[];
}

/** Lines for those who see them, and a table that says the same. */
export function ChartsPanel({ nodes }: ChartsPanelProps): ReactElement | null {
  const drawn = nodes.filter(({ series }) => series.seconds.length > 1);
  const [chosen, setChosen] = useState<string>();
  const strong = chosen ?? drawn[0]?.node;
  if (strong === undefined) return null;
  return (
    <section className="panel panel-pad stack" aria-label={text.title}>
      <div className="row-wrap">
        <div className="grow">
          <h2>{text.title}</h2>
          <p className="sub">{text.lead}</p>
        </div>
        <Choice
          label={text.node}
          value={strong}
          options={drawn.map(({ node }) => ({ id: node, label: node }))}
          onChange={setChosen}
        />
      </div>
      <Suspense fallback={<p className="sub">{text.loading}</p>}>
        <LiveCharts nodes={drawn} strong={strong} />
      </Suspense>
      <Disclosure summary={text.table}>
        <SeriesTable nodes={drawn} />
      </Disclosure>
    </section>
  );
}

const SeriesTable = ({ nodes }: ChartsPanelProps): ReactElement => (
  <div className="scroll-x">
    <table className="table">
      <caption className="visually-hidden">{text.title}</caption>
      <thead>
        <tr>
          {(['node', 'temperature', 'clock', 'load', 'flags'] as const).map((column) => (
            <th key={column} scope="col">
              {text.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ node, series }) => (
          <tr key={node}>
            <th scope="row">{node}</th>
            {[series.temperature, series.clock, series.load].map((values, index) => (
              <td key={index}>{lastOf(values) ?? t.burnin.disks.nothing}</td>
            ))}
            <td>{flagText(series)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

function flagText(series: BurninNode['series']): string {
  const weak = flaggedSeconds(series, series.underVoltage);
  const throttled = flaggedSeconds(series, series.throttled);
  const parts = [...(weak > 0 ? [text.weak(weak)] : []), ...(throttled > 0 ? [text.throttled(throttled)] : [])];
  return parts.length === 0 ? text.fine : parts.join(', ');
}
