/** Names of everything the page keeps a copy of, for the query cache. */
export const keys = {
  facts: ['facts'],
  recent: ['recent'],
  publicKeys: ['public-keys'],
  catalogue: ['catalogue'],
  stored: ['stored'],
  store: ['store'],
  found: (reference: string) => ['found', reference],
  anyFound: ['found'],
  jobs: ['jobs'],
  drives: (rawBytes: number | undefined) => ['drives', rawBytes ?? 0],
  project: (dir: string) => ['project', dir],
  reviews: (dir: string, revision: string) => ['reviews', dir, revision],
  history: (dir: string) => ['history', dir],
  running: ['running'],
  batch: (id: string) => ['batch', id],
  fileTargets: (dir: string, outDir: string | undefined, revision: string) => ['file-targets', dir, outDir ?? '', revision],
} as const;
