import type { ReactElement } from 'react';
import { Button, FieldError, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from 'react-aria-components';
import { Icon } from './icon.tsx';

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly disabled?: boolean;
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (id: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly id?: string | undefined;
  readonly compact?: boolean;
}

/** One of several, in a list that opens. A value that is not among the options is shown all the same. */
export function Choice({ label, value, options, onChange, hint, error, id, compact = false }: ChoiceProps): ReactElement {
  const all = options.some((option) => option.id === value) ? options : [{ id: value, label: value }, ...options];
  return (
    <Select
      className={error === undefined ? 'field' : 'field invalid'}
      value={value}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      onChange={(key) => {
        if (typeof key === 'string' && key !== value) onChange(key);
      }}
      {...(compact ? { 'aria-label': label } : {})}
    >
      {compact ? null : <Label className="field-label">{label}</Label>}
      <Button className="select-button" {...(id === undefined ? {} : { id })}>
        <SelectValue />
        <Icon name="down" size={14} />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox className="options" items={all}>
          {(option) => <Item option={option} />}
        </ListBox>
      </Popover>
    </Select>
  );
}

function Item({ option }: { readonly option: Option }): ReactElement {
  return (
    <ListBoxItem className="option" id={option.id} textValue={option.label} isDisabled={option.disabled === true}>
      <Text slot="label">{option.label}</Text>
      {option.description === undefined ? null : <Text slot="description">{option.description}</Text>}
    </ListBoxItem>
  );
}
