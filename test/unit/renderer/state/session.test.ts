import { expect, it } from 'vitest';
import { hasSession, tokenIn } from '../../../../renderer/state/session.ts';

interface Asked {
  readonly url: string;
  readonly body: unknown;
}

function browser(hash: string, status: number | 'down') {
  const asked: Asked[] = [];
  const shown: unknown[] = [];
  const page = {
    location: { hash } as Location,
    history: { replaceState: (_data: unknown, _title: string, url: unknown) => shown.push(url) } as unknown as History,
    fetch: (url: string, init?: RequestInit) => {
      asked.push({ url, body: init?.body });
      return status === 'down' ? Promise.reject(new TypeError('refused')) : Promise.resolve(new Response(null, { status }));
    },
  };
  return { page: page as unknown as Parameters<typeof hasSession>[0], asked, shown };
}

it('a token is changed for a session and leaves the address bar', async () => {
  const { page, asked, shown } = browser('#token=abc', 204);
  expect(await hasSession(page)).toBe(true);
  expect(asked).toEqual([{ url: '/session', body: '{"token":"abc"}' }]);
  expect(shown).toEqual(['#/start']);
});

it('a used-up token is no session', async () => {
  const { page, shown } = browser('#token=abc', 401);
  expect(await hasSession(page)).toBe(false);
  expect(shown).toEqual(['#/start']);
});

it.each([
  [404, true],
  [401, false],
  ['down', true],
] as const)('without a token, a server that answers %s means session: %s', async (status, expected) => {
  const { page, asked } = browser('#/plan?dir=/x', status);
  expect(await hasSession(page)).toBe(expected);
  expect(asked).toEqual([{ url: '/trpc', body: undefined }]);
});

it.each([
  ['#token=a-b_c', 'a-b_c'],
  ['#/start', undefined],
  ['', undefined],
  ['#/plan?dir=/token=x', undefined],
])('the token in %j is %s', (hash, token) => expect(tokenIn(hash)).toBe(token));
