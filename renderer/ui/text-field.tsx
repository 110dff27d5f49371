import { useState, type ReactElement, type ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';
import { Icon } from './icon.tsx';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onCommit?: (() => void) | undefined;
  readonly onRevert?: (() => void) | undefined;
  /** Enter only: for a field whose content is sent somewhere. */
  readonly onEnter?: (() => void) | undefined;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly id?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly type?: 'text' | 'password';
  readonly mono?: boolean;
  readonly rows?: number | undefined;
  /** The label is read out but not shown: in tables, where the column says it. */
  readonly compact?: boolean;
  /** For the one field of a dialog. */
  readonly autoFocus?: boolean;
}

/** One line or, with `rows`, several. Enter commits a single line, Escape reverts it. */
export function TextField(props: TextFieldProps): ReactElement {
  const { label, value, onChange, hint, error, id, compact = false, type = 'text', autoFocus = false } = props;
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      autoComplete="off"
      type={type}
      autoFocus={autoFocus}
      {...(id === undefined ? {} : { id })}
      {...(compact ? { 'aria-label': label } : {})}
    >
      {compact ? null : <Label className="field-label">{label}</Label>}
      <Control {...props} />
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error === undefined ? null : <ErrorText text={error} />}</FieldError>
    </AriaTextField>
  );
}

function Control({ rows, mono = false, placeholder, onCommit, onRevert, onEnter }: TextFieldProps): ReactElement {
  const className = mono ? 'input input-mono' : 'input';
  if (rows !== undefined)
    return <TextArea className={className} rows={rows} placeholder={placeholder} onBlur={onCommit} spellCheck={false} />;
  return (
    <Input
      className={className}
      placeholder={placeholder}
      spellCheck={false}
      onBlur={onCommit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          onCommit?.();
          onEnter?.();
        }
        if (event.key === 'Escape') onRevert?.();
      }}
    />
  );
}

function ErrorText({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      <Icon name="stop" size={13} />
      <span>{text}</span>
    </>
  );
}

interface CommitFieldProps extends Omit<TextFieldProps, 'onChange' | 'onCommit' | 'onRevert'> {
  /** Called with the new text when the user leaves the field or presses Enter, and only when it differs. */
  readonly onSave: (value: string) => Promise<unknown>;
}

interface Draft {
  readonly text: string;
  readonly saving: boolean;
}

/** A field over a value that lives elsewhere: what is typed stays a draft until it is committed and the answer is there. */
export function CommitField({ value, onSave, ...props }: CommitFieldProps): ReactElement {
  const [draft, setDraft] = useState<Draft>();
  const commit = (): void => {
    if (draft === undefined || draft.saving) return;
    if (draft.text === value) {
      setDraft(undefined);
      return;
    }
    const saved = { ...draft, saving: true };
    setDraft(saved);
    void onSave(draft.text).finally(() => setDraft((now) => (now === saved ? undefined : now)));
  };
  return (
    <TextField
      {...props}
      value={draft?.text ?? value}
      onChange={(text) => setDraft({ text, saving: false })}
      onCommit={commit}
      onRevert={() => setDraft(undefined)}
    />
  );
}
