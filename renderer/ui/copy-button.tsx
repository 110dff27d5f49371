import { useState, type ReactElement } from 'react';
import { t } from '../messages/en.ts';
import { announce } from '../state/view.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface CopyButtonProps {
  readonly text: () => Promise<string> | string;
  readonly label?: string;
}

type Outcome = 'copied' | 'notCopied';

/** Copies a text; says so, because nothing else shows it, and says it too when there is no text or no clipboard to be had. */
export function CopyButton({ text, label = t.shell.copy }: CopyButtonProps): ReactElement {
  const [outcome, setOutcome] = useState<Outcome>();
  const end = (how: Outcome): void => {
    setOutcome(how);
    announce(t.shell[how]);
  };
  const copy = async (): Promise<void> => navigator.clipboard.writeText(await text());
  const press = (): void =>
    void copy().then(
      () => end('copied'),
      () => end('notCopied'),
    );
  return (
    <Button size="small" onPress={press} onBlur={() => setOutcome(undefined)}>
      <Icon name={outcome === undefined ? 'copy' : outcome === 'copied' ? 'check' : 'alert'} size={13} />
      {outcome === undefined ? label : t.shell[outcome]}
    </Button>
  );
}
