import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheControl, contentType, securityHeaders } from '../contract/page-policy.ts';
import type { ElectronApi } from './electron-api.ts';
import { pagePath, pageScheme } from './page-address.ts';

/** Secure and standard, so that it has an origin; never `bypassCSP`, `corsEnabled` or `allowServiceWorkers`. Held by a unit test. */
export const schemePrivileges = Object.freeze({ standard: true, secure: true, supportFetchAPI: true } as const);

/** Must run before `app` is ready: Chromium reads the list of schemes once. */
export function registerPageScheme(protocol: ElectronApi['protocol']): void {
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: schemePrivileges }]);
}

/** Serves the built page. What is not listed when the app starts does not exist, so no path can lead out of the folder. */
export async function servePage(protocol: ElectronApi['protocol'], pageDir: string): Promise<void> {
  const files = await listPage(pageDir);
  protocol.handle(pageScheme, (request) => answerPage(request, files));
}

/** URL path → path on disk. */
type PageList = ReadonlyMap<string, string>;

/** Lists regular files of known kinds. Without `recursive`, which Electron's archive file system did not always know. */
async function listPage(pageDir: string, prefix = '/'): Promise<PageList> {
  const entries = await readdir(join(pageDir, prefix), { withFileTypes: true });
  const lists = entries.map(async (entry): Promise<Iterable<readonly [string, string]>> => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return listPage(pageDir, `${path}/`);
    if (!entry.isFile() || contentType(path) === undefined) return [];
    return [[path === '/index.html' ? '/' : path, join(pageDir, path)]];
  });
  return new Map((await Promise.all(lists)).flatMap((list) => [...list]));
}

/** Answers one request of the page for a part of itself. */
async function answerPage({ url, method }: { url: string; method: string }, files: PageList): Promise<Response> {
  const path = pagePath(url) ?? '';
  const file = files.get(path);
  const type = contentType(file ?? '');
  if (method !== 'GET') return refusal(405);
  if (file === undefined || type === undefined) return refusal(404);
  const headers = { ...securityHeaders(), 'Content-Type': type, 'Cache-Control': cacheControl(path) };
  return new Response(new Uint8Array(await readFile(file)), { headers });
}

const refusal = (status: number): Response => new Response(null, { status, headers: securityHeaders() });
