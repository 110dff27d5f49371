import type { ReactElement } from 'react';
import type { RunSnapshot } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import { hasErrorFindings } from '../../state/findings.ts';
import { useChoices } from '../../state/use-cluster.ts';
import { useProject } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useStartRun } from '../../state/use-run.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { ChoicesPanel } from './choices-panel.tsx';
import { DryRun } from './dry-run.tsx';
import { StartFault } from './start-fault.tsx';

const text = t.kubernetes.prepare;

interface PrepareProps {
  readonly dir: string;
  /** A run that ended and was put aside. */
  readonly last: RunSnapshot | undefined;
}

/** The choices with what follows from them, what would be done, and the start. */
export function Prepare({ dir, last }: PrepareProps): ReactElement {
  const { data: project, error } = useProject(dir);
  const choices = useChoices(dir, project?.revision);
  const start = useStartRun(dir);
  const isWrong = hasErrorFindings(choices.data?.findings ?? []);
  const isReady = choices.data !== undefined && !isWrong;
  const isNew = last?.ended === undefined || last.ended.outcome === 'done';
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'boot', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          {isWrong ? <span className="sub">{text.errors}</span> : null}
          <Button variant="primary" busy={start.isPending} isDisabled={!isReady} onPress={() => start.mutate({ kind: 'up' })}>
            {isNew ? text.start : text.resume}
          </Button>
        </>
      }
    >
      <FaultOf thrown={error ?? choices.error} />
      <StartFault thrown={start.error} onTake={() => start.mutate({ kind: 'up', takeLock: true })} busy={start.isPending} />
      <LastRun last={last} />
      {choices.data === undefined || project?.plan === undefined ? null : (
        <ChoicesPanel dir={dir} plan={project.plan} choices={choices.data} />
      )}
      <DryRun dir={dir} />
    </Page>
  );
}

function LastRun({ last }: Pick<PrepareProps, 'last'>): ReactElement | null {
  const outcome = last?.ended?.outcome;
  return outcome === undefined ? null : <Callout kind={outcome === 'done' ? 'ok' : 'warn'} title={text.last[outcome]} />;
}
