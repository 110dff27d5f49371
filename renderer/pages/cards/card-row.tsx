import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { CardState, CardStatus, CardTarget } from '../../../electron/contract/card.ts';
import type { ClusterNode } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { bytes, percent } from '../../messages/format.ts';
import { progressText } from '../../messages/progress.ts';
import { cardFraction } from '../../state/cards.ts';
import { useEngine } from '../../state/engine.ts';
import { nodeState, toneOf, type Tone } from '../../state/rack-model.ts';
import { withinFolder } from '../../state/paths.ts';
import { useRetryCards } from '../../state/use-retry-card.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Fault, FaultOf } from '../../ui/fault.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';

const text = t.cards.writing;

interface CardRowProps {
  readonly dir: string;
  readonly card: CardStatus;
  readonly node: ClusterNode | undefined;
  readonly batchId: string;
  /** Every session in view; a retry adds one. */
  readonly batches: readonly string[];
}

/** One card as it is now. What goes wrong with it stays in its row; the others go on. */
export function CardRow({ dir, card, node, batchId, batches }: CardRowProps): ReactElement {
  const { state } = card;
  const tone = toneOf(nodeState(state));
  const fraction = cardFraction(state);
  return (
    <>
      <div className="card-grid">
        <div>
          <p className="strong">{card.node}</p>
          <p className="sub">{node?.address ?? t.plan.nodes.dhcp}</p>
        </div>
        <div className="card-middle">
          <p className="wrap-anywhere">{withinFolder(dir, targetTitle(card.target))}</p>
          <p className="sub">{detailOf(state)}</p>
        </div>
        <Progress
          label={text.progressLabel(card.node)}
          fraction={state.kind === 'failed' ? 1 : fraction}
          tone={tone}
          text={spoken(state, fraction)}
        />
        <Chip tone={tone} {...iconOf(tone)}>
          {chipText(state, fraction)}
        </Chip>
        <RowAction dir={dir} card={card} batchId={batchId} batches={batches} />
      </div>
      {state.kind === 'failed' ? <Fault error={state.error} /> : null}
    </>
  );
}

const icons: Partial<Record<Tone, IconName>> = { ok: 'check', bad: 'stop', warn: 'alert' };

function iconOf(tone: Tone): { readonly icon?: IconName } {
  const icon = icons[tone];
  return icon === undefined ? {} : { icon };
}

export const targetTitle = (target: CardTarget): string =>
  target.kind === 'file' ? target.path : [target.drive.model ?? target.drive.path, bytes(target.drive.size)].join(', ');

function detailOf(state: CardState): string {
  switch (state.kind) {
    case 'waiting':
      return text.waiting;
    case 'running':
      return `${text.phase[state.phase]} · ${progressText(state.progress)}`;
    case 'done':
      return text.verified(state.report);
    case 'failed':
      return `${text.failed} ${text.failedIn(text.phase[state.phase])}`;
    case 'cancelled':
      return text.cancelledText;
  }
}

function chipText(state: CardState, fraction: number): string {
  switch (state.kind) {
    case 'waiting':
      return t.shell.rack.state.waiting;
    case 'running':
      return percent(fraction);
    case 'done':
      return text.done;
    case 'failed':
      return text.failed;
    case 'cancelled':
      return text.cancelled;
  }
}

const spoken = (state: CardState, fraction: number): string => `${detailOf(state)}, ${chipText(state, fraction)}`;

type RowActionProps = Omit<CardRowProps, 'node'>;

function RowAction({ dir, card, batchId, batches }: RowActionProps): ReactElement | null {
  const { client } = useEngine();
  const { node, state } = card;
  const cancel = useMutation({ mutationFn: () => client.cards.cancel.mutate({ batchId, node }) });
  const retry = useRetryCards(dir, batches);
  switch (state.kind) {
    case 'waiting':
    case 'running':
      return (
        <span className="stack-s">
          <Button size="small" busy={cancel.isPending} onPress={() => cancel.mutate()} aria-label={text.cancelOneLabel(node)}>
            {text.cancelOne}
          </Button>
          <FaultOf thrown={cancel.error} />
        </span>
      );
    case 'failed':
    case 'cancelled':
      return (
        <span className="stack-s">
          <Button size="small" busy={retry.isPending} onPress={() => retry.mutate([card])} aria-label={text.retryLabel(node)}>
            {text.retry}
          </Button>
          <FaultOf thrown={retry.error} />
        </span>
      );
    case 'done':
      return null;
  }
}
