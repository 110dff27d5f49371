/** The one-time token of the printed address, `#token=…`. */
export function tokenIn(hash: string): string | undefined {
  return hash.startsWith('#token=') ? (new URLSearchParams(hash.slice(1)).get('token') ?? undefined) : undefined;
}

type Page = Pick<Window, 'location' | 'history' | 'fetch'>;

/**
 * Whether this browser has a session with the server. A token in the address is changed for the session's cookie and taken
 * out of the address bar, so that it is neither bookmarked nor shown around. A server that does not answer counts as a session:
 * the socket then says that the connection is lost, and keeps trying.
 */
export async function hasSession(page: Page): Promise<boolean> {
  const token = tokenIn(page.location.hash);
  if (token === undefined) return (await statusOf(page.fetch('/trpc'))) !== 401;
  page.history.replaceState(null, '', '#/start');
  const body = JSON.stringify({ token });
  return (
    (await statusOf(page.fetch('/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body }))) !== 401
  );
}

const statusOf = (answer: Promise<Response>): Promise<number | undefined> =>
  answer.then(
    ({ status }) => status,
    () => undefined,
  );
