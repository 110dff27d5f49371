import type { ReactElement, ReactNode } from 'react';
import { CheckboxButton, CheckboxField, Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { Icon } from './icon.tsx';

interface CheckProps {
  readonly label: string;
  readonly selected: boolean;
  readonly onChange: (selected: boolean) => void;
  /** The label is read out but not shown. */
  readonly compact?: boolean;
}

export function Check({ label, selected, onChange, compact = false }: CheckProps): ReactElement {
  return (
    <CheckboxField isSelected={selected} onChange={onChange} {...(compact ? { 'aria-label': label } : {})}>
      <CheckboxButton className="check">
        <span className="check-box">
          <Icon name="check" size={12} />
        </span>
        {compact ? null : <span>{label}</span>}
      </CheckboxButton>
    </CheckboxField>
  );
}

interface RadioCardsProps<Id extends string> {
  readonly label: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly label: string; readonly hint: ReactNode }[];
  readonly onChange: (id: Id) => void;
}

/** A few large choices side by side, each with its explanation. */
export function RadioCards<Id extends string>({ label, value, options, onChange }: RadioCardsProps<Id>): ReactElement {
  const choose = (id: string): void => {
    const option = options.find((candidate) => candidate.id === id);
    if (option !== undefined) onChange(option.id);
  };
  return (
    <RadioGroup className="field" value={value} onChange={choose}>
      <Label className="field-label">{label}</Label>
      <div className="radio-cards">
        {options.map((option) => (
          <RadioField key={option.id} value={option.id}>
            <RadioButton className="radio">
              <span className="radio-dot" />
              <span className="radio-text">
                <span className="strong">{option.label}</span>
                <span className="sub">{option.hint}</span>
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
