import type { ReactElement } from 'react';
import type { StationRecord } from '../../../electron/contract/station.ts';
import { t } from '../../messages/en.ts';
import { Chip } from '../../ui/chip.tsx';

const text = t.station;

/** What became of each card, newest first. */
export function HistoryPanel({ history }: { readonly history: readonly StationRecord[] }): ReactElement | null {
  if (history.length === 0) return null;
  return (
    <section className="panel" aria-label={text.history}>
      <div className="panel-head">
        <h2>{text.history}</h2>
      </div>
      <ol className="queue" reversed>
        {history.map((record) => (
          <li key={`${record.at} ${record.node}`}>
            <span className="strong">{record.node}</span>
            <span className="sub grow wrap-anywhere">{`${record.title} · ${text.record(record)}`}</span>
            <Chip tone={record.outcome === 'done' ? 'ok' : record.outcome === 'failed' ? 'bad' : 'warn'}>
              {text.outcome[record.outcome]}
            </Chip>
          </li>
        ))}
      </ol>
    </section>
  );
}
