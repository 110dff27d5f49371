import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { RefusedPage } from './shell/connection-banner.tsx';
import { capabilitiesOf } from './state/capabilities.ts';
import { EngineContext } from './state/engine.ts';
import { createPlanDesk } from './state/plan-desk.ts';
import { hasSession } from './state/session.ts';
import { setConnection } from './state/view.ts';
import { connectToServer, connectToShell, type Client, type Connection } from './state/wire.ts';
import './ui/styles.css';

/** Gets the session, connects, and shows the app; without a session, the page that says how to get one. */
async function start(): Promise<void> {
  const shell = window.slipway;
  applyStoredTheme();
  if (shell !== undefined) show(connectToShell(shell, setConnection));
  else if (await hasSession(window)) show(connectToServer(window.location, (state) => void heard(state)));
  else render(<RefusedPage />);
}

/** A break may be a restart of the server, which forgets its sessions: then only a new address helps. */
async function heard(state: Connection): Promise<void> {
  setConnection(state);
  if (state === 'lost' && (await sessionEnded())) render(<RefusedPage />);
}

const sessionEnded = (): Promise<boolean> =>
  fetch('/trpc').then(
    ({ status }) => status === 401,
    () => false,
  );

function show(client: Client): void {
  // The engine is on this machine: whether the machine is online does not matter.
  const queries = new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, staleTime: 5_000, refetchOnWindowFocus: false },
      mutations: { networkMode: 'always' },
    },
  });
  const engine = { client, capabilities: capabilitiesOf(window.slipway), desk: createPlanDesk(client, queries) };
  render(
    <QueryClientProvider client={queries}>
      <EngineContext value={engine}>
        <App />
      </EngineContext>
    </QueryClientProvider>,
  );
}

const container = document.getElementById('root');
const root = container === null ? undefined : createRoot(container);

function render(content: ReactNode): void {
  root?.render(<StrictMode>{content}</StrictMode>);
}

/** Before the first paint, so that a dark room stays dark. */
function applyStoredTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

void start();
