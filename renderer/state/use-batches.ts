import { skipToken, useQueries } from '@tanstack/react-query';
import type { BatchSnapshot } from '../../electron/contract/card.ts';
import { keys } from './keys.ts';

/** The known snapshots of these write sessions, in order; those not heard of yet are left out. */
export function useBatches(ids: readonly string[]): readonly BatchSnapshot[] {
  return useQueries({
    queries: ids.map((id) => ({ queryKey: keys.batch(id), queryFn: skipToken })),
    combine: (results) => results.flatMap(({ data }) => (isSnapshot(data) ? [data] : [])),
  });
}

const isSnapshot = (data: unknown): data is BatchSnapshot => typeof data === 'object' && data !== null && 'batchId' in data;
