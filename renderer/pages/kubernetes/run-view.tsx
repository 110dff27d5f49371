import { useEffect, type ReactElement } from 'react';
import type { RunSnapshot } from '../../../electron/contract/runbook.ts';
import { t } from '../../messages/en.ts';
import { formatRoute } from '../../state/route.ts';
import { heldCount, limitOf, titleOf } from '../../state/run.ts';
import { useRunAct, useRunVoice } from '../../state/use-run.ts';
import { showStep } from '../../state/view.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Failures } from './failures.tsx';
import { MatrixPanel } from './matrix-panel.tsx';
import { RunDrawer } from './step-drawer.tsx';

const text = t.kubernetes.run;

interface RunViewProps {
  readonly run: RunSnapshot;
  readonly onClose: () => void;
}

/** A run as it goes: what holds, what is under way, what needs somebody, and everything that was said. */
export function RunView({ run, onClose }: RunViewProps): ReactElement {
  const act = useRunAct(run.dir);
  useRunVoice(run);
  useEffect(() => () => showStep(''), []);
  return (
    <Page
      title={text.title[run.kind] ?? t.kubernetes.title}
      lead={text.lead(heldCount(run), run.steps.length)}
      actions={<Actions run={run} onClose={onClose} stop={() => act.mutate({ type: 'stop' })} />}
      drawer={<RunDrawer run={run} act={act.mutate} />}
    >
      <FaultOf thrown={act.error} />
      <Standing run={run} />
      <Failures run={run} act={act.mutate} />
      <MatrixPanel steps={run.steps} />
    </Page>
  );
}

/** How far it is, what it waits for; at its end, how it ended. */
function Standing({ run }: { readonly run: RunSnapshot }): ReactElement {
  if (run.ended !== undefined) {
    const { outcome } = run.ended;
    const kind = outcome === 'done' ? 'ok' : 'warn';
    return <Callout kind={kind} title={text.ended[outcome]} />;
  }
  const limit = limitOf(run);
  const { fraction, etaSeconds } = run.progress;
  return (
    <div className="run-standing">
      <Progress label={text.progress} fraction={fraction} />
      <p className="sub">
        {[
          ...(etaSeconds === undefined ? [] : [text.left(etaSeconds)]),
          ...(limit === undefined ? [] : [text.limit(limit.info.on, titleOf(limit.info))]),
          ...(run.resumed === 0 ? [] : [text.resumed(run.resumed)]),
        ].join(' · ')}
      </p>
    </div>
  );
}

interface ActionsProps extends RunViewProps {
  readonly stop: () => void;
}

function Actions({ run, onClose, stop }: ActionsProps): ReactElement {
  if (run.ended === undefined)
    return (
      <>
        <Button busy={run.stopping} onPress={stop}>
          {run.stopping ? text.stopping : text.stop}
        </Button>
        <span className="grow" />
      </>
    );
  const isUp = run.kind === 'up' && run.ended.outcome === 'done';
  return (
    <>
      <Button onPress={onClose}>{text.close}</Button>
      <span className="grow" />
      {isUp || run.kind === 'smoke' ? (
        <LinkButton variant="primary" href={formatRoute({ page: 'cluster', dir: run.dir })}>
          {text.toCluster}
        </LinkButton>
      ) : null}
    </>
  );
}
