import { useEffect, useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { percent } from '../../messages/format.ts';
import { batchOf, mergeBatches, overallFraction } from '../../state/cards.ts';
import { useEngine } from '../../state/engine.ts';
import { useProject } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useBatches } from '../../state/use-batches.ts';
import { useMutation } from '@tanstack/react-query';
import { redirect } from '../../state/use-route.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Modal } from '../../ui/modal.tsx';
import { Page } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { CardRow } from './card-row.tsx';
import './cards.css';

const text = t.cards.writing;

interface WritingPageProps {
  readonly dir: string;
  readonly batches: readonly string[];
}

/** The cards while they are written. When every card is done well, it gives way to the result. */
export function WritingPage({ dir, batches: ids }: WritingPageProps): ReactElement {
  const { data: project } = useProject(dir);
  const { batches, unknown } = useBatches(ids);
  const cards = mergeBatches(batches);
  const running = batches.some(({ finished }) => !finished);
  const finished = batches.length === ids.length && ids.length > 0 && !running;
  const allDone = finished && cards.every(({ state }) => state.kind === 'done');
  useEffect(() => {
    if (allDone) redirect({ page: 'result', dir, batches: ids });
  }, [allDone, dir, ids]);
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          {running ? <CancelAll ids={batches.filter((batch) => !batch.finished).map(({ batchId }) => batchId)} /> : null}
          <span className="grow" />
          {finished ? (
            <LinkButton variant="primary" href={formatRoute({ page: 'result', dir, batches: ids })}>
              {text.toResult}
            </LinkButton>
          ) : (
            <span className="sub">{percent(overallFraction(cards))}</span>
          )}
        </>
      }
    >
      <GoneNote missing={unknown} dir={dir} />
      <Progress label={text.overall} fraction={overallFraction(cards)} tone={finished ? 'ok' : 'run'} />
      <ul className="panel">
        {cards.map((card) => (
          <li key={card.node} className="card-row">
            <CardRow
              dir={dir}
              card={card}
              node={project?.plan?.nodes.find(({ name }) => name === card.node)}
              batchId={batchOf(batches, card.node)?.batchId ?? ''}
              batches={ids}
            />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function GoneNote({ missing, dir }: { readonly missing: boolean; readonly dir: string }): ReactElement | null {
  if (!missing) return null;
  return (
    <Callout
      kind="warn"
      title={text.gone}
      actions={<LinkButton href={formatRoute({ page: 'cards', dir })}>{t.shell.stage.cards}</LinkButton>}
    />
  );
}

/** Asks once, and says what becomes of the cards. */
function CancelAll({ ids }: { readonly ids: readonly string[] }): ReactElement {
  const { client } = useEngine();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => Promise.all(ids.map((batchId) => client.cards.cancel.mutate({ batchId }))),
    onSuccess: () => setAsking(false),
  });
  return (
    <>
      <Button onPress={() => setAsking(true)}>{text.cancelAll}</Button>
      <Modal title={text.cancelTitle} open={asking} onClose={() => setAsking(false)} alert>
        <p>{text.cancelLead}</p>
        <FaultOf thrown={cancel.error} />
        <div className="dialog-actions">
          <Button autoFocus onPress={() => setAsking(false)}>
            {text.cancelKeep}
          </Button>
          <Button variant="danger" busy={cancel.isPending} onPress={() => cancel.mutate()}>
            {text.cancelConfirm}
          </Button>
        </div>
      </Modal>
    </>
  );
}
