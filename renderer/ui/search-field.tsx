import type { ReactElement } from 'react';
import { Input, Label, SearchField as AriaSearchField, Text } from 'react-aria-components';

interface SearchFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows a list down while one types. Escape empties it. */
export function SearchField({ label, hint, value, onChange }: SearchFieldProps): ReactElement {
  return (
    <AriaSearchField className="field" value={value} onChange={onChange} autoComplete="off">
      <Label className="field-label">{label}</Label>
      <Input className="input" spellCheck={false} />
      <Text slot="description" className="field-hint">
        {hint}
      </Text>
    </AriaSearchField>
  );
}
