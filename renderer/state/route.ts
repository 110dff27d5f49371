/** Where the page is; every place has an address, so that a reload or a link leads back to it. */
export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'new'; readonly practice: boolean }
  | { readonly page: 'plan'; readonly dir: string; readonly view: PlanView; readonly field?: string }
  | { readonly page: 'materials'; readonly dir: string }
  | { readonly page: 'images'; readonly dir: string }
  | { readonly page: 'cards'; readonly dir: string }
  | { readonly page: 'review'; readonly dir: string }
  | { readonly page: 'writing'; readonly dir: string; readonly batches: readonly string[] }
  | { readonly page: 'result'; readonly dir: string; readonly batches: readonly string[] }
  | { readonly page: 'station'; readonly dir: string }
  | { readonly page: 'boot'; readonly dir: string }
  | { readonly page: 'kubernetes'; readonly dir: string }
  | { readonly page: 'cluster'; readonly dir: string }
  | { readonly page: 'node'; readonly dir: string; readonly node: string }
  | { readonly page: 'burnin'; readonly dir: string }
  | { readonly page: 'help'; readonly code: string };

export type PlanView = 'form' | 'yaml';
export type PageName = Route['page'];

const paths: Readonly<Record<PageName, string>> = {
  start: '/start',
  new: '/new',
  plan: '/plan',
  materials: '/materials',
  images: '/images',
  cards: '/cards',
  review: '/cards/review',
  writing: '/cards/writing',
  result: '/cards/result',
  station: '/station',
  boot: '/boot',
  kubernetes: '/kubernetes',
  cluster: '/cluster',
  node: '/node',
  burnin: '/burnin',
  help: '/help',
};

/** Reads the fragment of an address, `#/plan?dir=…`. Anything it does not know is the start page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const page = pageOf(path);
  const params = new URLSearchParams(query);
  if (page === 'start') return { page };
  if (page === 'new') return { page, practice: params.has('practice') };
  if (page === 'help') return { page, code: params.get('code') ?? '' };
  const dir = params.get('dir') ?? '';
  return dir === '' ? { page: 'start' } : projectRoute(page, dir, params);
}

type ProjectPage = Exclude<PageName, 'start' | 'new' | 'help'>;
/** Pages that need nothing but the project. */
type PlainPage = Exclude<ProjectPage, 'plan' | 'writing' | 'result' | 'node'>;

function projectRoute(page: ProjectPage, dir: string, params: URLSearchParams): Route {
  if (page === 'plan') {
    const field = params.get('field');
    return { page, dir, view: params.get('view') === 'yaml' ? 'yaml' : 'form', ...(field === null ? {} : { field }) };
  }
  if (page === 'writing' || page === 'result') return { page, dir, batches: params.getAll('batch') };
  if (page === 'node') return { page, dir, node: params.get('node') ?? '' };
  return plainRoute(page, dir);
}

const plainRoute = (page: PlainPage, dir: string): Route => ({ page, dir });

function pageOf(path: string): PageName {
  const names = Object.keys(paths).filter(isPageName);
  return names.find((name) => paths[name] === path) ?? 'start';
}

const isPageName = (name: string): name is PageName => name in paths;

/** The address of a route, fragment included; {@link parseRoute} reads it back. */
export function formatRoute(route: Route): string {
  const params = new URLSearchParams();
  if ('dir' in route) params.set('dir', route.dir);
  if (route.page === 'node') params.set('node', route.node);
  if ('batches' in route) for (const batch of route.batches) params.append('batch', batch);
  if (route.page === 'plan' && route.view === 'yaml') params.set('view', 'yaml');
  if (route.page === 'plan' && route.field !== undefined) params.set('field', route.field);
  if (route.page === 'new' && route.practice) params.set('practice', '1');
  if (route.page === 'help') params.set('code', route.code);
  const query = params.toString();
  return `#${paths[route.page]}${query === '' ? '' : `?${query}`}`;
}

/** The project folder a route is about, if it is about one. */
export const dirOf = (route: Route): string | undefined => ('dir' in route ? route.dir : undefined);

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
