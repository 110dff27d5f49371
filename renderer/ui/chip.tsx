import type { ReactElement, ReactNode } from 'react';
import type { Tone } from '../state/rack-model.ts';
import { Icon, type IconName } from './icon.tsx';

interface ChipProps {
  readonly tone: Tone | 'accent';
  readonly icon?: IconName;
  readonly children: ReactNode;
}

/** A state in a word or two; the word says it, the colour only repeats it. */
export function Chip({ tone, icon, children }: ChipProps): ReactElement {
  return (
    <span className={`chip tone-${tone}`}>
      {icon === undefined ? null : <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
