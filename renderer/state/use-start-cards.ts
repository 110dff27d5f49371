import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ordersOf, type PlannedCard } from './card-orders.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { rememberBatch } from './queries.ts';
import { navigate } from './use-route.ts';

interface StartInput {
  readonly planned: readonly PlannedCard[];
  /** What the user typed to confirm a drive, by its path. */
  readonly typed: Readonly<Record<string, string>>;
}

/** Starts a write session and goes to where it can be watched. */
export function useStartCards(dir: string) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ planned, typed }: StartInput) => client.cards.start.mutate({ dir, cards: ordersOf(planned, typed) }),
    onSuccess: (snapshot) => {
      rememberBatch(queries, snapshot);
      void queries.invalidateQueries({ queryKey: keys.running });
      navigate({ page: 'writing', dir, batches: [snapshot.batchId] });
    },
  });
}
