import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { linesAbout } from '../../state/log-lines.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';

const text = t.node.log;

/** The lines of the engine's log that are about one node; read when asked for. */
export function NodeLog({ name }: { readonly name: string }): ReactElement {
  const { client } = useEngine();
  const [open, setOpen] = useState(false);
  const log = useQuery({ queryKey: ['diagnostics', 'node'], queryFn: () => client.app.diagnostics.query(), enabled: open });
  const lines = linesAbout(log.data ?? '', name);
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <div className="row-wrap">
        <div className="grow">
          <h2>{text.title}</h2>
          <p className="sub">{text.lead}</p>
        </div>
        <Button size="small" busy={log.isFetching} onPress={() => (open ? void log.refetch() : setOpen(true))}>
          {text.show}
        </Button>
      </div>
      <FaultOf thrown={log.error} />
      {log.data === undefined ? null : (
        <pre className="code" tabIndex={0} aria-label={text.title}>
          {lines.length === 0 ? text.none : lines.join('\n')}
        </pre>
      )}
    </section>
  );
}
