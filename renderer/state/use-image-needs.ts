import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { StoredImage } from '../../electron/contract/image.ts';
import type { ClusterNode } from '../../electron/contract/plan.ts';
import { useEngine } from './engine.ts';
import { imageNeeds, referencesOf, type ImageNeed } from './image-needs.ts';
import { keys } from './keys.ts';
import { useCatalogue, useImageJobs } from './queries.ts';
import { useView } from './view.ts';

const none: readonly ClusterNode[] = [];

/** The images that these nodes need, live. */
export function useImageNeeds(nodes: readonly ClusterNode[] = none): readonly ImageNeed[] {
  const { client } = useEngine();
  const { data: catalogue } = useCatalogue();
  const jobs = useImageJobs();
  const jobIds = useView((view) => view.jobIds);
  const references = useMemo(() => referencesOf(nodes), [nodes]);
  const found = useQueries({
    queries: references.map((reference) => ({
      queryKey: keys.found(reference),
      queryFn: async () => (await client.images.find.query({ reference })) ?? null,
    })),
    combine: (results) =>
      foundMap(
        references,
        results.map(({ data }) => data),
      ),
  });
  return imageNeeds({ nodes, catalogue: catalogue?.images ?? [], found, jobs, jobIds });
}

function foundMap(
  references: readonly string[],
  data: readonly (StoredImage | null | undefined)[],
): ReadonlyMap<string, StoredImage> {
  return new Map(
    references.flatMap((reference, index) => {
      const stored = data[index];
      return stored === null || stored === undefined ? [] : [[reference, stored] as const];
    }),
  );
}
