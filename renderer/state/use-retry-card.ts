import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CardStatus } from '../../electron/contract/card.ts';
import { useEngine } from './engine.ts';
import { rememberBatch } from './queries.ts';
import { redirect } from './use-route.ts';

/** Writes cards again, in a session of their own that joins the ones in view. */
export function useRetryCards(dir: string, batches: readonly string[]) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (cards: readonly CardStatus[]) =>
      client.cards.start.mutate({ dir, cards: cards.map(({ node, target }) => ({ node, target })) }),
    onSuccess: (snapshot) => {
      rememberBatch(queries, snapshot);
      redirect({ page: 'writing', dir, batches: [...batches, snapshot.batchId] });
    },
  });
}
