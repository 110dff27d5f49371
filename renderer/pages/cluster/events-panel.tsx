import { useState, type ReactElement } from 'react';
import type { ClusterEvent } from '../../../electron/contract/cluster.ts';
import { t } from '../../messages/en.ts';
import { ago } from '../../messages/format.ts';
import { useNow } from '../../state/use-now.ts';
import { Check } from '../../ui/check.tsx';
import { Chip } from '../../ui/chip.tsx';

const text = t.cluster;

/** What happens in the cluster, newest first. */
export function EventsPanel({ events }: { readonly events: readonly ClusterEvent[] }): ReactElement {
  const [warnings, setWarnings] = useState(false);
  const now = useNow();
  const shown = warnings ? events.filter(({ type }) => type === 'Warning') : events;
  return (
    <section className="panel" aria-label={text.events}>
      <div className="panel-head">
        <h2>{text.events}</h2>
        <Check label={text.warningsOnly} selected={warnings} onChange={setWarnings} />
      </div>
      <div className="event-list" tabIndex={0} role="group" aria-label={text.events}>
        {shown.length === 0 ? <p className="sub event-row">{text.noEvents}</p> : null}
        <ul>
          {shown.map(({ id, type, reason, message, about, count, at }) => (
            <li key={id} className="event-row">
              <p className="row-wrap">
                <Chip tone={type === 'Warning' ? 'warn' : 'idle'}>{reason === '' ? text.event[type] : reason}</Chip>
                <span className="sub wrap-anywhere">{about}</span>
                <span className="grow" />
                <span className="sub">
                  {[text.times(count), at === '' ? '' : ago(at, now)].filter((part) => part !== '').join(' · ')}
                </span>
              </p>
              <p className="wrap-anywhere">{message}</p>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
