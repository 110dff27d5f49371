import type { ReactElement } from 'react';
import { ProgressBar } from 'react-aria-components';
import type { Tone } from '../state/rack-model.ts';

interface ProgressProps {
  readonly label: string;
  /** 0 to 1; undefined when it is truly unknown. */
  readonly fraction: number | undefined;
  readonly tone?: Tone;
  /** What a screen reader says instead of the bare number. */
  readonly text?: string;
}

/** A bar drawn in SVG, whose width is an attribute: the CSP allows no inline styles. */
export function Progress({ label, fraction, tone = 'run', text }: ProgressProps): ReactElement {
  const known = fraction !== undefined;
  return (
    <ProgressBar
      aria-label={label}
      className={known ? 'bar' : 'bar bar-unknown'}
      value={(fraction ?? 0) * 100}
      isIndeterminate={!known}
      {...(text === undefined ? {} : { valueLabel: text })}
    >
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className={`fill-${tone}`} width={known ? fraction * 100 : 40} height="6" />
      </svg>
    </ProgressBar>
  );
}
