import { lazy, Suspense, useEffect, type ReactElement } from 'react';
import { t } from './messages/en.ts';
import { percent, shortBoard } from './messages/format.ts';
import { StartPage } from './pages/start/start-page.tsx';
import { ActivityBar } from './shell/activity-bar.tsx';
import { ConnectionBanner } from './shell/connection-banner.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Questions } from './shell/question-dialog.tsx';
import { Sidebar } from './shell/sidebar.tsx';
import { useProjectView, type ProjectView } from './shell/use-project-view.ts';
import { useCatalogue, useImageFeed } from './state/queries.ts';
import { rackModel } from './state/rack-model.ts';
import { useView } from './state/view.ts';
import { formatRoute, type Route } from './state/route.ts';
import { useQuestionFeed } from './state/use-questions.ts';
import { useRoute } from './state/use-route.ts';
import { useTheme } from './state/use-theme.ts';
import { LiveRegion } from './ui/live-region.tsx';
import { Rack } from './ui/rack.tsx';

const NewPage = lazy(async () => ({ default: (await import('./pages/start/new-page.tsx')).NewPage }));
const PlanPage = lazy(async () => ({ default: (await import('./pages/plan/plan-page.tsx')).PlanPage }));
const MaterialsPage = lazy(async () => ({
  default: (await import('./pages/materials/materials-page.tsx')).MaterialsPage,
}));
const ImagesPage = lazy(async () => ({ default: (await import('./pages/images/images-page.tsx')).ImagesPage }));
const CardsPage = lazy(async () => ({ default: (await import('./pages/cards/cards-page.tsx')).CardsPage }));
const ReviewPage = lazy(async () => ({ default: (await import('./pages/cards/review-page.tsx')).ReviewPage }));
const WritingPage = lazy(async () => ({ default: (await import('./pages/cards/writing-page.tsx')).WritingPage }));
const ResultPage = lazy(async () => ({ default: (await import('./pages/cards/result-page.tsx')).ResultPage }));
const StationPage = lazy(async () => ({ default: (await import('./pages/station/station-page.tsx')).StationPage }));
const BootPage = lazy(async () => ({ default: (await import('./pages/boot/boot-page.tsx')).BootPage }));
const KubernetesPage = lazy(async () => ({
  default: (await import('./pages/kubernetes/kubernetes-page.tsx')).KubernetesPage,
}));
const ClusterPage = lazy(async () => ({ default: (await import('./pages/cluster/cluster-page.tsx')).ClusterPage }));
const NodePage = lazy(async () => ({ default: (await import('./pages/node/node-page.tsx')).NodePage }));
const BurninPage = lazy(async () => ({ default: (await import('./pages/burnin/burnin-page.tsx')).BurninPage }));
const HelpPage = lazy(async () => ({ default: (await import('./pages/help/help-page.tsx')).HelpPage }));

/** The frame that stays: sidebar, page, rack, activity bar. */
export function App(): ReactElement {
  const route = useRoute();
  const view = useProjectView(route);
  useImageFeed();
  useQuestionFeed();
  useTheme();
  useTitle(route, view);
  return (
    <div className="app">
      <Sidebar
        page={route.page}
        project={view === undefined ? undefined : { dir: view.dir, name: view.name, nodes: view.rack.length }}
        stages={view?.stages ?? []}
        skip={<SkipLink route={route} />}
      />
      <main className="main" key={pageKey(route)}>
        <ConnectionBanner />
        <Questions />
        <ErrorBoundary>
          <Suspense fallback={<p className="plain-page">{t.shell.loading}</p>}>
            <PageOf route={route} />
          </Suspense>
        </ErrorBoundary>
      </main>
      <RackSide view={view} />
      <ActivityBar />
      <LiveRegion />
    </div>
  );
}

function SkipLink({ route }: { readonly route: Route }): ReactElement {
  return (
    <a className="btn skip" href={formatRoute(route)} onClick={focusPage}>
      {t.shell.skipToContent}
    </a>
  );
}

function PageOf({ route }: { readonly route: Route }): ReactElement {
  switch (route.page) {
    case 'start':
      return <StartPage />;
    case 'new':
      return <NewPage practice={route.practice} />;
    case 'plan':
      return <PlanPage dir={route.dir} view={route.view} field={route.field} />;
    case 'writing':
      return <WritingPage dir={route.dir} batches={route.batches} />;
    case 'result':
      return <ResultPage dir={route.dir} batches={route.batches} />;
    case 'node':
      return <NodePage dir={route.dir} name={route.node} />;
    case 'help':
      return <HelpPage code={route.code} />;
    default: {
      const Plain = plainPages[route.page];
      return <Plain dir={route.dir} />;
    }
  }
}

/** Pages that need nothing but the project. */
const plainPages = {
  materials: MaterialsPage,
  images: ImagesPage,
  cards: CardsPage,
  review: ReviewPage,
  station: StationPage,
  boot: BootPage,
  burnin: BurninPage,
  kubernetes: KubernetesPage,
  cluster: ClusterPage,
} as const;

function RackSide({ view }: { readonly view: ProjectView | undefined }): ReactElement {
  const { data: catalogue } = useCatalogue();
  const boardName = (id: string): string => shortBoard(catalogue?.boards.find((board) => board.id === id)?.name ?? id);
  const preview = useView((state) => state.preview);
  const nodes = view?.rack ?? rackModel({ nodes: preview, history: [], live: [], fleet: undefined });
  return (
    <aside className="rack-side" aria-label={t.shell.rack.title}>
      <Rack name={view?.name ?? t.shell.rack.title} nodes={nodes} boardName={boardName} />
    </aside>
  );
}

/** The page starts anew, heading focus included, when the stage or the project changes, not when a detail does. */
const pageKey = (route: Route): string =>
  [route.page, 'dir' in route ? route.dir : '', 'code' in route ? route.code : '', 'node' in route ? route.node : ''].join(' ');

function focusPage(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector('h1')?.focus();
}

/** The window's title says how far the cards are, so that one can look elsewhere meanwhile. */
function useTitle(route: Route, view: ProjectView | undefined): void {
  const running = (view?.rack ?? []).flatMap(({ fraction }) => (fraction === undefined ? [] : [fraction]));
  const progress = running.length === 0 ? [] : [percent(running.reduce((sum, part) => sum + part, 0) / running.length)];
  const place = view === undefined ? [] : [view.name];
  const headline = useView((state) => state.headline);
  const title = t.shell.title([...progress, ...(headline === '' ? [] : [headline]), ...place]);
  useEffect(() => {
    document.title = title;
  }, [title, route]);
}
