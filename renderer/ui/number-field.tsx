import { useState, type ReactElement } from 'react';
import { TextField, type TextFieldProps } from './text-field.tsx';

interface NumberFieldProps extends Pick<TextFieldProps, 'label' | 'compact' | 'hint' | 'placeholder'> {
  readonly value: number | undefined;
  /** Whether the field may be empty. */
  readonly optional?: boolean;
  /** Whole numbers from 1 on; any amount from 0 on otherwise. */
  readonly whole?: boolean;
  /** Said where what was typed is no such number; it stays in the field. */
  readonly complaint: string;
  readonly onSave: (value: number | undefined) => void;
}

/** A number that is kept when one leaves the field. A comma is taken for the decimal point that half the world writes. */
export function NumberField(props: NumberFieldProps): ReactElement {
  const { value, onSave, complaint, optional = false, whole = false, ...field } = props;
  const [draft, setDraft] = useState<string>();
  const shown = draft ?? (value === undefined ? '' : String(value));
  const typed = readNumber(shown, whole);
  const wrong = typed === 'bad' || (typed === undefined && !optional);
  const commit = (): void => {
    if (draft === undefined || wrong) return;
    if (typed !== value) onSave(typed);
    setDraft(undefined);
  };
  return (
    <TextField
      {...field}
      value={shown}
      onChange={setDraft}
      onCommit={commit}
      onRevert={() => setDraft(undefined)}
      error={draft !== undefined && wrong ? complaint : undefined}
    />
  );
}

function readNumber(text: string, whole: boolean): number | undefined | 'bad' {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  const fits = whole ? Number.isInteger(value) && value > 0 : Number.isFinite(value) && value >= 0;
  return fits ? value : 'bad';
}
