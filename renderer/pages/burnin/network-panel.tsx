import type { ReactElement } from 'react';
import type { BurninSnapshot, NetworkPair } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { networkMatrix } from '../../state/burnin.ts';

const text = t.burnin.network;

/** How fast each node reaches each other: a bad cable stands out as a row and a column. */
export function NetworkPanel({ burnin }: { readonly burnin: BurninSnapshot }): ReactElement | null {
  const { names, rows } = networkMatrix(burnin);
  if (names.length === 0) return null;
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-pad">
        <h2>{text.title}</h2>
        <p className="sub">{text.lead}</p>
      </div>
      <div className="scroll-x">
        <table className="table rates">
          <caption className="visually-hidden">{text.title}</caption>
          <thead>
            <tr>
              <th scope="col">{text.from}</th>
              {names.map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ from, cells }) => (
              <tr key={from}>
                <th scope="row">{from}</th>
                {cells.map((pair, index) => (
                  <td key={names[index]} className="number">
                    {pair === undefined ? null : <Pair pair={pair} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const Pair = ({ pair: { bytesPerSecond, latency, lost = 0, error } }: { readonly pair: NetworkPair }): ReactElement => (
  <>
    {bytesPerSecond === undefined ? <span className="text-bad">{error?.title ?? text.failed}</span> : text.rate(bytesPerSecond)}
    {latency === undefined ? null : <span className="sub rate-source">{text.latency(latency.mean)}</span>}
    {lost === 0 ? null : <span className="text-bad rate-source">{text.lost(lost)}</span>}
  </>
);
