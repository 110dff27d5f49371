import type { ReactElement, ReactNode } from 'react';
import type { Finding, Severity } from '../../electron/contract/finding.ts';
import { t } from '../messages/en.ts';
import { sorted } from '../state/findings.ts';
import { Callout } from './callout.tsx';
import { Prose } from './prose.tsx';

const kinds = { error: 'bad', warning: 'warn', advice: 'info' } as const satisfies Record<Severity, string>;

interface FindingListProps {
  readonly findings: readonly Finding[];
  /** What can be done about one of them, below its words. */
  readonly actionsOf?: (finding: Finding) => ReactNode;
}

/** Findings that have no field to go to, worst first. */
export function FindingList({ findings, actionsOf }: FindingListProps): ReactElement | null {
  if (findings.length === 0) return null;
  return (
    <ul className="stack-s">
      {sorted(findings).map((finding) => (
        <li key={`${finding.code} ${finding.message}`}>
          <Callout kind={kinds[finding.severity]} actions={actionsOf?.(finding)}>
            <p>
              <span className="visually-hidden">{`${t.plan.findings.severity[finding.severity]}: `}</span>
              <span className="strong">
                <Prose text={finding.message} />
              </span>{' '}
              <Prose text={finding.fix?.text ?? ''} />
            </p>
          </Callout>
        </li>
      ))}
    </ul>
  );
}
