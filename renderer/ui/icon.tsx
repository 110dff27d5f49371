import type { ReactElement } from 'react';

/** Outlines on a 16 × 16 grid, drawn with the colour of the text around them. */
const shapes = {
  check: 'M3 8.5 6.5 12 13 4.5',
  alert: 'M8 2 14.6 13.5H1.4ZM8 6.4v3.2M8 11.6v.1',
  stop: 'M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3ZM8 5v3.8M8 11v.1',
  info: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM8 7.4v3.8M8 4.9V5',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  plus: 'M8 3v10M3 8h10',
  close: 'm4 4 8 8M12 4l-8 8',
  lock: 'M4 7.5h8v6H4ZM5.6 7.5V5.2a2.4 2.4 0 0 1 4.8 0v2.3',
  folder: 'M1.8 4.2c0-.6.4-1 1-1h3.4l1.5 1.7h5.5c.6 0 1 .4 1 1v6.2c0 .6-.4 1-1 1H2.8c-.6 0-1-.4-1-1Z',
  card: 'M3.5 1.8h6L13 5.3v8.9H3.5ZM6 4.5v2M8 4.5v2M10 5.5v1.5',
  undo: 'M6 3 2.8 6.2 6 9.4M3 6.2h6.4a3.6 3.6 0 0 1 0 7.2H6',
  copy: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  download: 'M8 2v8M4.7 7 8 10.3 11.3 7M2.5 13.5h11',
  spinner: 'M8 1.8a6.2 6.2 0 1 0 6.2 6.2',
  trash: 'M2.8 4.2h10.4M6.2 4.2V2.4h3.6v1.8M4.2 4.2l.7 9.4h6.2l.7-9.4M6.6 7v3.8M9.4 7v3.8',
  spark: 'M8 1.8 9.6 6.4 14.2 8 9.6 9.6 8 14.2 6.4 9.6 1.8 8 6.4 6.4Z',
  clock: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM8 4.5V8l2.4 1.6',
} as const;

export type IconName = keyof typeof shapes;

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly className?: string;
}

/** A picture beside words that say the same; screen readers skip it. */
export function Icon({ name, size = 16, className }: IconProps): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" className={className}>
      <path d={shapes[name]} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export function Logo(): ReactElement {
  return (
    <svg width="30" height="30" viewBox="0 0 28 28" aria-hidden="true">
      <rect className="logo-plate" width="28" height="28" rx="7" />
      <path className="logo-line" d="M5 19.5 23 13.5M8 18.4V12l8-4v7.6" />
    </svg>
  );
}
