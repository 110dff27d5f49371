import type { ReactElement } from 'react';
import type { CardReport, CardStatus } from '../../../electron/contract/card.ts';
import type { ResolvedPlan } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { bytes, duration } from '../../messages/format.ts';
import { mergeBatches } from '../../state/cards.ts';
import { useEngine } from '../../state/engine.ts';
import { useHistory, useProject } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useBatches } from '../../state/use-batches.ts';
import { useRetryCards } from '../../state/use-retry-card.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Fault, FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { targetTitle } from './card-row.tsx';
import { NextSteps } from './next-steps.tsx';
import './cards.css';

const text = t.cards.result;

interface ResultPageProps {
  readonly dir: string;
  readonly batches: readonly string[];
}

/** What was written and what proves it; after a restart of the engine, from the journal. */
export function ResultPage({ dir, batches: ids }: ResultPageProps): ReactElement {
  const { data: project } = useProject(dir);
  const { data: history = [] } = useHistory(dir);
  const live = mergeBatches(useBatches(ids).batches);
  const cards = live.length > 0 ? live : fromJournal(history, project?.plan);
  const done = cards.filter(({ state }) => state.kind === 'done');
  const open = cards.filter(({ state }) => state.kind === 'failed' || state.kind === 'cancelled');
  const retry = useRetryCards(dir, ids);
  return (
    <Page
      title={text.title(done.length, cards.length)}
      lead={open.length === 0 ? text.lead : text.leadPartly}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'cards', dir })}>{text.again}</LinkButton>
          <span className="grow" />
          {open.length === 0 ? null : (
            <Button variant="primary" busy={retry.isPending} onPress={() => retry.mutate(open)}>
              {text.retryFailed(open.length)}
            </Button>
          )}
        </>
      }
    >
      <FaultOf thrown={retry.error} />
      <section className="panel" aria-label={text.report}>
        <div className="panel-head">
          <h2>{text.report}</h2>
        </div>
        <ul>
          {cards.map((card) => (
            <li key={card.node} className="card-row">
              <ResultCard card={card} />
            </li>
          ))}
        </ul>
      </section>
      {project?.plan === undefined || done.length === 0 ? null : <NextSteps plan={project.plan} done={done} />}
    </Page>
  );
}

function fromJournal(history: readonly CardStatus[], plan: ResolvedPlan | undefined): readonly CardStatus[] {
  return (plan?.nodes ?? []).flatMap(({ name }) => history.find(({ node }) => node === name) ?? []);
}

function ResultCard({ card }: { readonly card: CardStatus }): ReactElement {
  const { node, target, state } = card;
  const { capabilities } = useEngine();
  const { showItem } = capabilities;
  return (
    <>
      <div className="row-wrap">
        <span className="strong result-node">{node}</span>
        <span className="sub grow wrap-anywhere">{targetTitle(target)}</span>
        {target.kind === 'file' && showItem !== undefined ? (
          <Button size="small" onPress={() => showItem(target.path)}>
            {text.showItem}
          </Button>
        ) : null}
        <ResultChip card={card} />
      </div>
      {state.kind === 'done' ? <Report report={state.report} /> : null}
      {state.kind === 'failed' ? <Fault error={state.error} /> : null}
      {state.kind === 'cancelled' ? <p className="sub">{t.cards.writing.cancelledText}</p> : null}
    </>
  );
}

function ResultChip({ card: { state } }: { readonly card: CardStatus }): ReactElement {
  if (state.kind === 'done')
    return (
      <Chip tone="ok" icon="check">
        {t.cards.writing.done}
      </Chip>
    );
  return (
    <Chip tone={state.kind === 'failed' ? 'bad' : 'warn'} icon="alert">
      {state.kind === 'failed' ? t.cards.writing.failed : t.cards.writing.cancelled}
    </Chip>
  );
}

function Report({ report }: { readonly report: CardReport }): ReactElement {
  const { bytesWritten, bytesVerified, ranges, files, seconds, readBack } = report;
  return (
    <>
      <dl className="facts">
        <dt>{text.bytes}</dt>
        <dd>{text.bytesText(bytesWritten, ranges)}</dd>
        <dt>{text.verified}</dt>
        <dd>{`${bytes(bytesVerified)}, ${text.readBack[readBack]}`}</dd>
        <dt>{text.time}</dt>
        <dd>{duration(seconds)}</dd>
      </dl>
      {files.length === 0 ? null : (
        <Disclosure summary={<span className="sub">{`${text.files} (${String(files.length)})`}</span>}>
          <div className="scroll-x" tabIndex={0} role="region" aria-label={text.files}>
            <table className="table hash-table">
              <thead>
                <tr>
                  <th scope="col">{text.file}</th>
                  <th scope="col">{text.size}</th>
                  <th scope="col">{text.hash}</th>
                </tr>
              </thead>
              <tbody>
                {files.map(({ path, bytes: size, sha256 }) => (
                  <tr key={path}>
                    <td className="mono">{path}</td>
                    <td>{bytes(size)}</td>
                    <td className="mono">{sha256}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Disclosure>
      )}
    </>
  );
}
