import { useEffect, useRef, type ReactElement } from 'react';
import uPlot from 'uplot';
import type { BurninNode } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { chartTables, type Metric } from '../../state/burnin.ts';
import { useShownColours } from '../../state/use-theme.ts';
import 'uplot/dist/uPlot.min.css';

const text = t.burnin.charts;

interface LiveChartsProps {
  readonly nodes: readonly BurninNode[];
  readonly strong: string;
}

/** The two lines that tell of heat and power. */
export const LiveCharts = ({ nodes, strong }: LiveChartsProps): ReactElement => (
  <div className="charts">
    <LineChart nodes={nodes} strong={strong} metric="temperature" />
    <LineChart nodes={nodes} strong={strong} metric="clock" />
  </div>
);

/** Made anew when its nodes, the strong line or the colours change; new seconds are only drawn. */
function LineChart({ nodes, strong, metric }: LiveChartsProps & { readonly metric: Metric }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const colours = useShownColours();
  const names = nodes.map(({ node }) => node).join(' ');
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = new uPlot(
      optionsOf({ names: names.split(' '), strong, width: place.current.clientWidth }),
      [[0]],
      place.current,
    );
    chart.current = made;
    const watcher = new ResizeObserver(([entry]) => made.setSize({ width: entry?.contentRect.width ?? 300, height }));
    watcher.observe(place.current);
    return () => {
      watcher.disconnect();
      made.destroy();
    };
  }, [names, strong, colours]);
  useEffect(() => chart.current?.setData(aligned(nodes, metric)), [nodes, metric, strong, colours, names]);
  return (
    <figure className="chart">
      <figcaption className="field-label">{text[metric]}</figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}

const height = 190;

/** Each node has seconds of its own, thinned: they are laid over one another on one axis. */
const aligned = (nodes: readonly BurninNode[], metric: Metric): uPlot.AlignedData =>
  uPlot.join(chartTables(nodes, metric).map(([seconds, values]) => [[...seconds], [...values]]));

interface ChartLook {
  readonly names: readonly string[];
  readonly strong: string;
  readonly width: number;
}

function optionsOf({ names, strong, width }: ChartLook): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--ink-2'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: `12px ${colour('--font')}`,
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((seconds) => `${String(seconds)} s`) },
      { ...axis, size: 52 },
    ],
    series: [
      {},
      ...names.map((name) => ({
        label: name,
        spanGaps: true,
        points: { show: false },
        stroke: colour(name === strong ? '--run' : '--line-2'),
        width: name === strong ? 2 : 1,
      })),
    ],
  };
}
