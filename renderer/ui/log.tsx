import { memo, type ReactElement } from 'react';
import type { LogBlock } from '../state/log-view.ts';

interface LogProps {
  readonly label: string;
  readonly blocks: readonly LogBlock[];
  /** Said while there is nothing. */
  readonly none: string;
}

/** A log that grows: stays at its end until somebody scrolls up. What is added draws the last block anew, no other. */
export function Log({ label, blocks, none }: LogProps): ReactElement {
  return (
    <pre className="code log" tabIndex={0} aria-label={label}>
      <code>{blocks.length === 0 ? none : blocks.map(({ at, text }) => <Block key={at} text={text} />)}</code>
    </pre>
  );
}

const Block = memo(function Block({ text }: Pick<LogBlock, 'text'>): ReactElement {
  return <span className="log-block">{text}</span>;
});
