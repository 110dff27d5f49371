import type { ReactElement } from 'react';
import type { BurninNode } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { axisOf, temperatureBoxes, writeBoxes, type NamedBox } from '../../state/burnin.ts';

const text = t.burnin.boxes;
const figure = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** Spread of temperature and of small writes, one box for each node or card. */
export function BoxPlots({ nodes }: { readonly nodes: readonly BurninNode[] }): ReactElement | null {
  const plots = [
    { title: text.temperature, boxes: temperatureBoxes(nodes) },
    { title: text.write, boxes: writeBoxes(nodes) },
  ].filter(({ boxes }) => boxes.length > 0);
  if (plots.length === 0) return null;
  return (
    <section className="panel panel-pad stack" aria-label={text.title}>
      <div>
        <h2>{text.title}</h2>
        <p className="sub">{text.lead}</p>
      </div>
      <div className="charts">
        {plots.map(({ title, boxes }) => (
          <BoxPlot key={title} title={title} boxes={boxes} />
        ))}
      </div>
    </section>
  );
}

interface BoxPlotProps {
  readonly title: string;
  readonly boxes: readonly NamedBox[];
}

const [left, right, rowHeight, top] = [112, 424, 26, 8];

/** Drawn as SVG; the list below says the same to those who do not see it. */
function BoxPlot({ title, boxes }: BoxPlotProps): ReactElement {
  const axis = axisOf(boxes);
  const x = (value: number): number => left + ((value - axis.from) / (axis.to - axis.from)) * (right - left);
  const ticks = Array.from(
    { length: Math.round((axis.to - axis.from) / axis.step) + 1 },
    (_, index) => axis.from + index * axis.step,
  );
  const bottom = top + boxes.length * rowHeight;
  return (
    <figure className="chart">
      <figcaption className="field-label">{title}</figcaption>
      <svg className="box-plot" viewBox={`0 0 440 ${String(bottom + 22)}`} aria-hidden="true">
        {ticks.map((tick) => (
          <g key={tick}>
            <path className="box-grid" d={`M${String(x(tick))} ${String(top)}V${String(bottom)}`} />
            <text className="box-label" x={x(tick)} y={bottom + 16} textAnchor="middle">
              {figure.format(tick)}
            </text>
          </g>
        ))}
        {boxes.map((named, index) => (
          <Box key={named.name} named={named} y={top + index * rowHeight} x={x} />
        ))}
      </svg>
      <ul className="visually-hidden">
        {boxes.map(({ name, box }) => (
          <li key={name}>{text.item(name, [figure.format(box.min), figure.format(box.median), figure.format(box.max)])}</li>
        ))}
      </ul>
    </figure>
  );
}

interface BoxProps {
  readonly named: NamedBox;
  readonly y: number;
  readonly x: (value: number) => number;
}

function Box({ named: { name, box, tone }, y, x }: BoxProps): ReactElement {
  const middle = y + rowHeight / 2;
  const whiskers = `M${String(x(box.min))} ${String(middle)}H${String(x(box.lower))}M${String(x(box.upper))} ${String(middle)}H${String(x(box.max))}`;
  const ends = [box.min, box.max].map((value) => `M${String(x(value))} ${String(middle - 4)}v8`).join('');
  return (
    <g>
      <text className="box-label" x={left - 10} y={middle + 4} textAnchor="end">
        {name.length > 15 ? `${name.slice(0, 14)}…` : name}
      </text>
      <path className="box-whisker" d={whiskers + ends} />
      <rect
        className={`box-box box-${tone}`}
        x={x(box.lower)}
        y={y + 5}
        width={Math.max(1, x(box.upper) - x(box.lower))}
        height={rowHeight - 10}
        rx="3"
      />
      <path className="box-median" d={`M${String(x(box.median))} ${String(y + 4)}v${String(rowHeight - 8)}`} />
    </g>
  );
}
