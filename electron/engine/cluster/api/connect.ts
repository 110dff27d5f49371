import type { CoreV1Api } from '@kubernetes/client-node';
import { z } from 'zod';
import { SlipwayError } from '../../../contract/errors.ts';
import { apiError, isExpired } from './errors.ts';
import type { Change, Listed, Source } from './reflect.ts';

export const resources = ['nodes', 'pods', 'events'] as const;
export type Resource = (typeof resources)[number];

export interface ClusterApi {
  /** `v1.36.4` */
  version(): Promise<string>;
  readonly sources: Readonly<Record<Resource, Source>>;
}

/** A page of a list, and how many of them: 50 000 objects are more than a cluster of Pis has pods. */
const pageSize = 500;
const maxPages = 100;
/** The server ends a watch after this; with bookmarks each minute, silence for longer means a dead connection. */
const watchSeconds = 240;
const silenceMs = 150_000;
/** Changes that wait to be taken; a consumer that is this far behind lists again. */
const maxQueued = 10_000;

/**
 * The API server behind a kubeconfig, through the Kubernetes project's own client library; it is loaded when a cluster is
 * first looked at, as it takes a second.
 */
export async function connectApi(kubeconfig: string): Promise<ClusterApi> {
  const { CoreV1Api, KubeConfig, VersionApi, Watch } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const source = (resource: Resource): Source => ({
    list: (signal) => listAll((page) => listPage(core, resource, page), signal),
    watch: (from, signal) => watchChanges((feed) => startWatch(new Watch(config), { resource, from, feed }), signal),
  });
  return {
    version: async () => (await config.makeApiClient(VersionApi).getCode()).gitVersion,
    sources: { nodes: source('nodes'), pods: source('pods'), events: source('events') },
  };
}

interface PageRequest {
  readonly limit: number;
  readonly _continue?: string;
}

interface ListPage {
  readonly items: readonly unknown[];
  readonly metadata?: { readonly resourceVersion?: string | undefined; readonly _continue?: string | undefined } | undefined;
}

function listPage(core: CoreV1Api, resource: Resource, page: PageRequest): Promise<ListPage> {
  switch (resource) {
    case 'nodes':
      return core.listNode(page);
    case 'pods':
      return core.listPodForAllNamespaces(page);
    case 'events':
      return core.listEventForAllNamespaces(page);
  }
}

async function listAll(call: (page: PageRequest) => Promise<ListPage>, signal: AbortSignal): Promise<Listed> {
  const items: unknown[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    signal.throwIfAborted();
    const page: ListPage = await call({ limit: pageSize, ...(next === undefined ? {} : { _continue: next }) });
    items.push(...page.items);
    next = page.metadata?._continue;
    if (next === undefined || next === '') return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
  throw new SlipwayError('cluster/bad-answer', `It lists more than ${maxPages * pageSize} objects of one kind.`);
}

interface Feed {
  readonly take: (type: string, object: unknown) => void;
  readonly end: (error: unknown) => void;
}

type StartWatch = (feed: Feed) => Promise<AbortController>;

interface WatchRequest {
  readonly resource: Resource;
  readonly from: string;
  readonly feed: Feed;
}

interface LibraryWatch {
  watch(
    path: string,
    query: Readonly<Record<string, string | number | boolean>>,
    callback: (type: string, object: unknown) => void,
    done: (error: unknown) => void,
  ): Promise<AbortController>;
}

const startWatch = (watch: LibraryWatch, { resource, from, feed }: WatchRequest): Promise<AbortController> =>
  watch.watch(
    `/api/v1/${resource}`,
    { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds: watchSeconds },
    feed.take,
    feed.end,
  );

/** The library's callbacks as a loop; leaving the loop closes the connection. */
async function* watchChanges(start: StartWatch, signal: AbortSignal): AsyncGenerator<Change> {
  const queue: Change[] = [];
  let ended: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const end = (error: unknown): void => {
    ended ??= { error };
    wake();
  };
  const silent = (): void => end(new SlipwayError('cluster/unreachable', 'The watch went silent.'));
  let silence = setTimeout(silent, silenceMs);
  const take = (type: string, object: unknown): void => {
    clearTimeout(silence);
    silence = setTimeout(silent, silenceMs);
    const change = changeOf(type, object);
    if (change instanceof Error) end(change);
    else if (queue.push(change) > maxQueued) end(gone('More changes than can be followed.'));
    wake();
  };
  const onAbort = (): void => end(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  let running: AbortController | undefined;
  try {
    running = await start({ take, end });
    for (;;) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else if (ended !== undefined) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    // A close without an error is the server's; it says null.
    if (ended.error !== undefined && ended.error !== null) throw apiOrExpired(ended.error);
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', onAbort);
    running?.abort();
  }
}

/** 410 is for {@link reflect} to act on; everything else is translated. */
const apiOrExpired = (error: unknown): Error => (error instanceof Error && isExpired(error) ? error : apiError(error));

const types = new Set<string>(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'] satisfies readonly Change['type'][]);
const isType = (type: string): type is Change['type'] => types.has(type);

const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });
const statusSchema = z.object({ code: z.number() });

/** An event of type ERROR carries a Status object; with code 410 when the version is too old. */
function changeOf(type: string, object: unknown): Change | Error {
  if (isType(type)) return { type, object, resourceVersion: versioned.safeParse(object).data?.metadata.resourceVersion };
  const status = statusSchema.safeParse(object).data;
  if (status?.code === 410) return gone('The version is too old.');
  return new SlipwayError(
    'cluster/bad-answer',
    `A watch answered with an error${status === undefined ? '' : ` ${status.code}`}.`,
  );
}

const gone = (message: string): Error => Object.assign(new Error(message), { statusCode: 410 });
