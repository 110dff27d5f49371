import type { ReactElement } from 'react';
import type { NodeReport } from '../../../electron/contract/facts.ts';
import { t } from '../../messages/en.ts';
import { factGroups } from '../../state/fact-groups.ts';

const text = t.node;

interface FactsPanelProps {
  readonly report: NodeReport | undefined;
  readonly up: boolean;
}

/** What the node says of itself, in groups; nothing that it does not say. */
export function FactsPanel({ report, up }: FactsPanelProps): ReactElement {
  return (
    <section className="panel" aria-label={text.facts.title}>
      <div className="panel-head">
        <h2>{text.facts.title}</h2>
        <p className="sub" role="status">
          {whenText(report, up)}
        </p>
      </div>
      {report?.facts === undefined ? null : (
        <table className="table fact-table">
          <caption className="visually-hidden">{text.facts.title}</caption>
          {factGroups(report.facts).map(({ title, rows }) => (
            <tbody key={title}>
              <tr>
                <th scope="rowgroup" colSpan={2} className="fact-group">
                  {title}
                </th>
              </tr>
              {rows.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="wrap-anywhere">{value}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}

function whenText(report: NodeReport | undefined, up: boolean): string {
  if (report?.asking === true) return text.asking;
  if (report?.at !== undefined) return text.askedAt(report.at);
  return up ? text.never : text.notUp;
}
