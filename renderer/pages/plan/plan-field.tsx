import type { ReactElement, ReactNode } from 'react';
import type { Finding, PlanPath } from '../../../electron/contract/finding.ts';
import { findingsAt } from '../../state/findings.ts';
import { Choice, type Option } from '../../ui/choice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CommitField } from '../../ui/text-field.tsx';
import { usePlan } from './plan-context.ts';

interface FieldBase {
  readonly label: string;
  readonly path: PlanPath;
  /** Absent where the field stands for a part of an entry whose findings another row shows. */
  readonly silent?: boolean;
  readonly compact?: boolean;
}

interface PlanTextProps extends FieldBase {
  readonly value: string;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly rows?: number;
  /** What to do with the new text; by default it is set at `path`, and the empty text removes it. */
  readonly onSave?: (value: string) => Promise<unknown>;
}

/** A text of the plan at its place, with what was found about it right below. */
export function PlanText({ path, silent = false, onSave, ...field }: PlanTextProps): ReactElement {
  const { findings, edit } = usePlan();
  const { error, notes } = wordsAt(silent ? [] : findingsAt(findings, path));
  const save = (value: string): Promise<boolean> => edit([value === '' ? { op: 'remove', path } : { op: 'set', path, value }]);
  return (
    <div className="stack-s">
      <CommitField {...field} error={error} onSave={onSave ?? save} id={silent ? undefined : `f-${path.join('.')}`} />
      <Notes notes={notes} />
    </div>
  );
}

interface PlanChoiceProps extends FieldBase {
  readonly value: string;
  readonly options: readonly Option[];
  readonly hint?: string;
  readonly onSave?: (value: string) => Promise<unknown>;
}

export function PlanChoice({ path, silent = false, onSave, ...field }: PlanChoiceProps): ReactElement {
  const { findings, edit } = usePlan();
  const { error, notes } = wordsAt(silent ? [] : findingsAt(findings, path));
  const save = (value: string): Promise<boolean> => edit([value === '' ? { op: 'remove', path } : { op: 'set', path, value }]);
  return (
    <div className="stack-s">
      <Choice
        {...field}
        error={error}
        onChange={(id) => void (onSave ?? save)(id)}
        id={silent ? undefined : `f-${path.join('.')}`}
      />
      <Notes notes={notes} />
    </div>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }): ReactElement {
  return (
    <>
      {notes.map((note) => (
        <p key={note} className="finding-note">
          <Icon name="alert" size={13} />
          <span>{note}</span>
        </p>
      ))}
    </>
  );
}

function wordsAt(findings: readonly Finding[]): { readonly error: string | undefined; readonly notes: readonly string[] } {
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const notes = findings.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
  return { error: errors.length === 0 ? undefined : errors.join(' '), notes };
}
