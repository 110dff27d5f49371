import { useEffect, useRef, useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { FaultOf } from '../../ui/fault.tsx';
import { startTerminal } from './terminal-session.ts';
import '@xterm/xterm/css/xterm.css';

const text = t.node.terminal;

interface TerminalViewProps {
  readonly dir: string;
  readonly name: string;
}

/** The emulator over one terminal of the engine; leaving it ends the shell. */
export function TerminalView({ dir, name }: TerminalViewProps): ReactElement {
  const { client } = useEngine();
  const place = useRef<HTMLDivElement>(null);
  const [end, setEnd] = useState<{ readonly error: unknown }>();
  useEffect(() => {
    if (place.current === null) return undefined;
    return startTerminal({ client, dir, node: name, place: place.current, onEnd: (error) => setEnd({ error }) });
  }, [client, dir, name]);
  return (
    <div className="stack-s">
      <div className="terminal" ref={place} role="group" aria-label={text.label(name)} />
      <p className="sub">{text.hint}</p>
      {end === undefined ? null : end.error === undefined ? (
        <p className="sub" role="status">
          {text.ended}
        </p>
      ) : (
        <FaultOf thrown={end.error} />
      )}
    </div>
  );
}
