import type { ImageService } from '../../contract/services.ts';
import { createImageJobs, type JobsOptions } from './jobs.ts';
import type { ImageStore } from './store.ts';

/** The contract's image service on a store and its job table. */
export function createImageService(store: ImageStore, options: JobsOptions): ImageService {
  const jobs = createImageJobs(store, options);
  return {
    stored: () => store.list(),
    store: () => store.status(),
    setLimit: ({ limitBytes }) => store.setLimit(limitBytes),
    fetch: ({ reference }) => jobs.fetch(reference),
    cancel: ({ id }) => jobs.cancel(id),
    async remove({ id }) {
      await jobs.cancel(id);
      await store.remove(id);
      jobs.forget(id);
    },
    facts: async ({ id }) => (await store.get(id)).stored.facts,
    watch: (signal) => jobs.watch(signal),
  };
}
