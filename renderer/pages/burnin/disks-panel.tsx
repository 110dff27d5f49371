import type { ReactElement } from 'react';
import type { BurninReference, BurninSnapshot, DiskResult } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { rateOf, runColumns, type RunKind } from '../../state/burnin.ts';

const text = t.burnin.disks;

/** What each card reached, and below it what published classes and the founding documents' cards did. */
export function DisksPanel({ burnin: { nodes, references } }: { readonly burnin: BurninSnapshot }): ReactElement | null {
  const columns = runColumns(nodes);
  if (columns.length === 0) return null;
  const compared = references.filter(({ runs }) => columns.some((column) => rateOf(runs, column) !== undefined));
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
              <th scope="col">{text.columns.what}</th>
              {columns.map((column) => (
                <th key={keyOf(column)} scope="col" className="number">
                  {text.column(column.op, column.pattern, text.size[column.blockSize])}
                </th>
              ))}
              <th scope="col" className="number">
                {text.columns.sync}
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.flatMap(({ node, disks }) =>
              disks.map((disk) => (
                <Rates
                  key={`${node} ${disk.mount}`}
                  name={text.name(node, disk, text.medium[disk.medium])}
                  runs={disk.runs}
                  columns={columns}
                  sync={disk.sync}
                />
              )),
            )}
          </tbody>
          {compared.length === 0 ? null : <References references={compared} columns={columns} />}
        </table>
      </div>
    </section>
  );
}

const keyOf = ({ op, pattern, blockSize }: RunKind): string => `${op} ${pattern} ${String(blockSize)}`;

interface RatesProps {
  readonly name: string;
  readonly note?: string;
  readonly runs: BurninReference['runs'];
  readonly columns: readonly RunKind[];
  readonly sync?: DiskResult['sync'];
}

const Rates = ({ name, note, runs, columns, sync }: RatesProps): ReactElement => (
  <tr>
    <th scope="row">
      {name}
      {note === undefined ? null : <span className="sub rate-source">{note}</span>}
    </th>
    {columns.map((column) => (
      <td key={keyOf(column)} className="number">
        {figureOf(rateOf(runs, column))}
      </td>
    ))}
    <td className="number">{sync === undefined ? text.nothing : text.milliseconds(sync.p99)}</td>
  </tr>
);

const figureOf = (bytesPerSecond: number | undefined): string =>
  bytesPerSecond === undefined ? text.nothing : text.megabytes(bytesPerSecond);

const References = ({
  references,
  columns,
}: {
  readonly references: readonly BurninReference[];
  readonly columns: readonly RunKind[];
}): ReactElement => (
  <tbody className="references">
    <tr>
      <th scope="rowgroup" colSpan={columns.length + 2}>
        {text.references}
      </th>
    </tr>
    {references.map(({ id, name, source, runs }) => (
      <Rates key={id} name={name} note={source} runs={runs} columns={columns} />
    ))}
  </tbody>
);
