import { useState, type ReactElement } from 'react';
import { t } from '../messages/en.ts';
import { announce } from '../state/view.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface CopyButtonProps {
  readonly text: () => Promise<string> | string;
  readonly label?: string;
}

/** Copies a text; says so, because nothing else shows it. */
export function CopyButton({ text, label = t.shell.copy }: CopyButtonProps): ReactElement {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(await text());
    setCopied(true);
    announce(t.shell.copied);
  };
  return (
    <Button size="small" onPress={() => void copy()} onBlur={() => setCopied(false)}>
      <Icon name={copied ? 'check' : 'copy'} size={13} />
      {copied ? t.shell.copied : label}
    </Button>
  );
}
