import type { ReactElement } from 'react';
import type { BurninRecord, BurninVerdict } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { dateTime } from '../../messages/format.ts';
import { useEngine } from '../../state/engine.ts';
import { useBurninReports, type useBurninActs } from '../../state/use-burnin.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { saveAs } from '../../ui/save-as.ts';

const text = t.burnin.reports;
const grades: readonly BurninVerdict['grade'][] = ['good', 'fair', 'bad', 'unknown'];

type Save = ReturnType<typeof useBurninActs>['save'];

/** Makes the report's page; where it lies is said by the panel of reports. */
export const SaveReport = ({ id, save }: { readonly id: string; readonly save: Save }): ReactElement => (
  <Button variant="primary" busy={save.isPending} onPress={() => save.mutate(id)}>
    {text.save}
  </Button>
);

/** Every report that the project keeps, and where the one lies that was just saved. */
export function ReportsPanel({ dir, save }: { readonly dir: string; readonly save: Save }): ReactElement | null {
  const { data: records = [] } = useBurninReports(dir);
  if (records.length === 0 && save.data === undefined) return null;
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
      </div>
      {save.data === undefined ? null : <Saved saved={save.data} />}
      <ul>
        {records.map((record) => (
          <li key={record.id} className="report-row">
            <span className="strong">{dateTime(record.startedAt)}</span>
            <span className="sub grow">{recordText(record)}</span>
            <Button
              size="small"
              variant="quiet"
              aria-label={text.openLabel(dateTime(record.startedAt))}
              onPress={() => save.mutate(record.id)}
            >
              {text.open}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function recordText({ nodes, grades: counts, state }: BurninRecord): string {
  const said = grades.flatMap((grade) =>
    counts[grade] === 0 ? [] : [text.grade(counts[grade], t.burnin.verdicts.grade[grade])],
  );
  return text.record(nodes, state === 'done' ? said : [...said, t.burnin.running.state[state].toLowerCase()]);
}

function Saved({ saved: { html, htmlPath, jsonPath } }: { readonly saved: NonNullable<Save['data']> }): ReactElement {
  const { showItem } = useEngine().capabilities;
  return (
    <div className="panel-pad">
      <Callout
        kind="ok"
        title={text.saved([htmlPath, jsonPath])}
        urgent
        actions={
          showItem === undefined ? (
            <Button size="small" onPress={() => saveAs('burnin.html', html)}>
              {text.download}
            </Button>
          ) : (
            <Button size="small" onPress={() => showItem(htmlPath)}>
              {text.show}
            </Button>
          )
        }
      />
    </div>
  );
}
