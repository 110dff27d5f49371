import { useState, type ReactElement } from 'react';
import type { CardReview } from '../../../electron/contract/card.ts';
import { t } from '../../messages/en.ts';
import type { PlannedCard } from '../../state/card-orders.ts';
import { largestRawBytes } from '../../state/image-needs.ts';
import { useProject, useReviews } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useCardPlan } from '../../state/use-card-plan.ts';
import { useFinishedCards } from '../../state/use-finished-cards.ts';
import { useImageNeeds } from '../../state/use-image-needs.ts';
import { useStartCards } from '../../state/use-start-cards.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Check } from '../../ui/check.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { ConfirmErase } from './confirm-erase.tsx';
import { ReviewCard } from './review-card.tsx';
import './cards.css';

const text = t.cards.review;

/** The last look before anything is written: every card, every file. */
export function ReviewPage({ dir }: { readonly dir: string }): ReactElement {
  const { data: project } = useProject(dir);
  const needs = useImageNeeds(project?.plan?.nodes);
  const { planned: chosen, choices } = useCardPlan(dir, project, largestRawBytes(needs));
  const { finished, looking } = useFinishedCards(dir, chosen, project?.revision);
  const [again, setAgain] = useState(false);
  const kept = chosen.filter(({ node }) => finished.has(node.name));
  const planned = again ? chosen : chosen.filter((card) => !kept.includes(card));
  const { data: reviews, error, refetch } = useReviews(dir, project?.revision);
  const start = useStartCards(dir);
  const ready = reviews !== undefined && planned.length > 0 && !looking;
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'cards', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          {ready ? <span className="sub">{text.total(planned.length, totalBytes(planned, reviews))}</span> : null}
          <StartButton
            planned={planned}
            disabled={!ready}
            pending={start.isPending}
            erases={choices.kind === 'drives'}
            onStart={(typed) => start.mutate({ planned, typed })}
          />
        </>
      }
    >
      <FaultOf thrown={start.error} />
      <FaultOf thrown={error} onRetry={() => void refetch()} />
      {project !== undefined && chosen.length === 0 ? <Callout kind="info" title={text.none} /> : null}
      {reviews === undefined && error === null ? <p className="sub">{text.loading}</p> : null}
      {looking ? <p className="sub">{text.looking}</p> : null}
      {kept.length === 0 ? null : <Kept kept={kept} again={again} onAgain={setAgain} />}
      {planned.map((card, index) => {
        const review = reviews?.find(({ node }) => node === card.node.name);
        return review === undefined ? null : (
          <ReviewCard key={card.node.name} dir={dir} card={card} review={review} open={index === 0} />
        );
      })}
    </Page>
  );
}

interface KeptProps {
  readonly kept: readonly PlannedCard[];
  readonly again: boolean;
  readonly onAgain: (again: boolean) => void;
}

/** Cards that an earlier session has finished stay as they are, unless they are asked for again. */
function Kept({ kept, again, onAgain }: KeptProps): ReactElement {
  return (
    <Callout kind="ok" title={text.finished(kept.length)}>
      <p>{text.finishedText(kept.map(({ node }) => node.name))}</p>
      <Check label={text.again} selected={again} onChange={onAgain} />
    </Callout>
  );
}

function totalBytes(planned: readonly PlannedCard[], reviews: readonly CardReview[]): number {
  const chosen = reviews.filter(({ node }) => planned.some((card) => card.node.name === node));
  return chosen.reduce((sum, { image }) => sum + image.mappedBytes, 0);
}

interface StartButtonProps {
  readonly planned: readonly PlannedCard[];
  readonly disabled: boolean;
  readonly pending: boolean;
  readonly erases: boolean;
  readonly onStart: (typed: Readonly<Record<string, string>>) => void;
}

/** Card files are written at once; drives only after the question that names each of them. */
function StartButton({ planned, disabled, pending, erases, onStart }: StartButtonProps): ReactElement {
  const [asking, setAsking] = useState(false);
  if (!erases)
    return (
      <Button variant="primary" isDisabled={disabled} busy={pending} onPress={() => onStart({})}>
        {text.writeFiles(planned.length)}
      </Button>
    );
  return (
    <>
      <Button variant="danger" isDisabled={disabled} busy={pending} onPress={() => setAsking(true)}>
        {text.eraseDrives(planned.length)}
      </Button>
      <ConfirmErase
        planned={planned}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={(typed) => {
          setAsking(false);
          onStart(typed);
        }}
      />
    </>
  );
}
