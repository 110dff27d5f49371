import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useRun } from '../../state/use-run.ts';
import { Page } from '../../ui/page.tsx';
import { Prepare } from './prepare.tsx';
import { RunView } from './run-view.tsx';
import './kubernetes.css';

/** What is chosen and would be done; once it is started, how it goes. */
export function KubernetesPage({ dir }: { readonly dir: string }): ReactElement {
  const run = useRun(dir);
  const [closed, setClosed] = useState<string>();
  if (run === undefined)
    return (
      <Page title={t.kubernetes.title}>
        <p className="sub">{t.shell.loading}</p>
      </Page>
    );
  if (run === null || (run.ended !== undefined && run.runId === closed)) return <Prepare dir={dir} last={run ?? undefined} />;
  return <RunView key={run.runId} run={run} onClose={() => setClosed(run.runId)} />;
}
