import { skipToken, useQueries } from '@tanstack/react-query';
import type { BatchSnapshot } from '../../electron/contract/card.ts';
import { keys } from './keys.ts';

export interface KnownBatches {
  /** In the order asked for; those not heard of yet are left out. */
  readonly batches: readonly BatchSnapshot[];
  /** Whether the engine said of every one of them that it does not know it. */
  readonly unknown: boolean;
}

/** What is known of these write sessions; the frame of the app follows them. */
export function useBatches(ids: readonly string[]): KnownBatches {
  return useQueries({
    queries: ids.map((id) => ({ queryKey: keys.batch(id), queryFn: skipToken })),
    combine: (results) => ({
      batches: results.flatMap(({ data }) => (isSnapshot(data) ? [data] : [])),
      unknown: results.every(({ data }) => data === null),
    }),
  });
}

const isSnapshot = (data: unknown): data is BatchSnapshot => typeof data === 'object' && data !== null && 'batchId' in data;
