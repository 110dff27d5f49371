import type { ReactElement } from 'react';
import type { Finding, Severity } from '../../../electron/contract/finding.ts';
import type { PlanEdit } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { countBySeverity, fieldId, sorted } from '../../state/findings.ts';
import { formatRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';

const text = t.plan.findings;
const icons: Readonly<Record<Severity, IconName>> = { error: 'stop', warning: 'alert', advice: 'info' };

interface FindingsPanelProps {
  readonly findings: readonly Finding[];
  readonly dir: string;
  /** Absent where the text is being edited: then fixes are advice only, and lines take the place of links. */
  readonly onFix?: (edits: readonly PlanEdit[]) => void;
}

/** Every finding, worst first, each with the way to its field and, where Slipway can, the fix. */
export function FindingsPanel({ findings, dir, onFix }: FindingsPanelProps): ReactElement {
  if (findings.length === 0)
    return (
      <Callout kind="ok" title={text.none}>
        <p className="sub">{text.noneLead}</p>
      </Callout>
    );
  const { error, warning, advice } = countBySeverity(findings);
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
        <span className="sub" role="status">
          {text.summary(error, warning, advice)}
        </span>
      </div>
      <ul className="findings">
        {sorted(findings).map((finding, index) => (
          <li key={`${finding.code} ${fieldId(finding.path)} ${String(index)}`} className={`finding finding-${finding.severity}`}>
            <Item finding={finding} dir={dir} onFix={onFix} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  readonly finding: Finding;
  readonly dir: string;
  readonly onFix: FindingsPanelProps['onFix'];
}

function Item({ finding, dir, onFix }: ItemProps): ReactElement {
  const { severity, message, path, line, fix, source } = finding;
  const edits = fix?.edits;
  return (
    <>
      <Icon name={icons[severity]} size={16} />
      <div className="finding-text">
        <p>
          <span className="visually-hidden">{`${text.severity[severity]}: `}</span>
          {message}
        </p>
        <p className="sub">
          {fix?.text}
          {line === undefined || onFix !== undefined ? null : <span className="mono">{` ${text.line(line)}`}</span>}
          {source === undefined ? null : <span className="wrap-anywhere">{` ${text.source}: ${source}`}</span>}
        </p>
      </div>
      {onFix === undefined || edits === undefined ? null : (
        <Button size="small" onPress={() => onFix(edits)} aria-label={`${text.fix}: ${fix?.text ?? message}`}>
          {text.fix}
        </Button>
      )}
      {onFix === undefined || path.length === 0 ? null : (
        <a
          className="sub"
          href={formatRoute({ page: 'plan', dir, view: 'form', field: fieldId(path) })}
          aria-label={`${text.goTo}: ${message}`}
        >
          {text.goTo}
        </a>
      )}
    </>
  );
}
