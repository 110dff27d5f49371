import { skipToken, useQuery } from '@tanstack/react-query';
import { ordersOf, type PlannedCard } from './card-orders.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';

export interface FinishedCards {
  /** Nodes whose target holds their finished card already. */
  readonly finished: ReadonlySet<string>;
  /** Still being read back. */
  readonly looking: boolean;
}

/** Looks, each time it is asked anew, which of the planned cards an earlier session has finished. */
export function useFinishedCards(dir: string, planned: readonly PlannedCard[], revision: string | undefined): FinishedCards {
  const { client } = useEngine();
  const cards = ordersOf(planned, {});
  const { data = [], isLoading } = useQuery({
    queryKey: keys.finished(dir, revision ?? '', JSON.stringify(cards)),
    queryFn:
      revision === undefined || cards.length === 0
        ? skipToken
        : ({ signal }) => client.cards.finished.query({ dir, cards }, { signal }),
    gcTime: 0,
  });
  return { finished: new Set(data), looking: isLoading };
}
