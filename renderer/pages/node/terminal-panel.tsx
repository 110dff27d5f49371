import { lazy, Suspense, useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { Button } from '../../ui/button.tsx';

const text = t.node.terminal;

/** The emulator is a third of all scripts: it is loaded when somebody wants a shell. */
const TerminalView = lazy(async () => ({ default: (await import('./terminal-view.tsx')).TerminalView }));

interface TerminalPanelProps {
  readonly dir: string;
  readonly name: string;
  readonly up: boolean;
}

/** A shell on the node, one connection for as long as it is open. */
export function TerminalPanel({ dir, name, up }: TerminalPanelProps): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <div className="row-wrap">
        <div className="grow">
          <h2>{text.title}</h2>
          <p className="sub">{text.lead(name)}</p>
        </div>
        <Button size="small" isDisabled={!up && !open} onPress={() => setOpen(!open)}>
          {open ? text.close : text.open}
        </Button>
      </div>
      {open ? (
        <Suspense fallback={<p className="sub">{text.loading}</p>}>
          <TerminalView key={name} dir={dir} name={name} />
        </Suspense>
      ) : null}
    </section>
  );
}
