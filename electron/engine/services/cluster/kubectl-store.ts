import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubectlState } from '../../../contract/cluster.ts';
import type { Plan } from '../../../contract/plan.ts';
import { SlipwayError } from '../../../contract/errors.ts';
import { kubectlCandidates, kubectlDownload, kubectlName, parseClientVersion, skewOf } from '../../cluster/kubectl.ts';
import { downloadPinned } from '../../artifacts/pinned-download.ts';
import { fetchText } from '../../images/download/fetch-text.ts';
import { openHttpClient } from '../../images/download/http-client.ts';
import { parseSha256Sums } from '../../images/download/published-hash.ts';

const run = promisify(execFile);

export interface KubectlStore {
  /** The user's own on PATH, else one that was fetched. @param server version of the API server; empty when it is not known */
  find(server: string): Promise<KubectlState>;
  /** Errors: `kubectl/not-there`, `kubectl/unusable`, `artifact/*`. */
  fetch(server: string, mirrors: Plan['mirrors']): Promise<KubectlState>;
}

/** @param dir where fetched ones are kept, a folder for each version */
export function createKubectlStore(dir: string, env: Readonly<Record<string, string | undefined>>): KubectlStore {
  const name = kubectlName(process.platform);
  const fetched = async (): Promise<readonly string[]> => {
    const versions = await readdir(dir).catch(() => []);
    return versions
      .sort()
      .reverse()
      .map((version) => join(dir, version, name));
  };
  return {
    find: async (server) => {
      const onPath = kubectlCandidates(env['PATH'] ?? env['Path'], process.platform);
      const all = [
        ...onPath.map((path) => ({ path, fetched: false })),
        ...(await fetched()).map((path) => ({ path, fetched: true })),
      ];
      let best: KubectlState = { kind: 'missing' };
      for (const candidate of all) {
        const version = await versionOf(candidate.path);
        if (version === undefined) continue;
        const found = { kind: 'found' as const, ...candidate, version, skew: skewOf(version, server) };
        if (found.skew === 'ok' || server === '') return found;
        best = best.kind === 'missing' ? found : best;
      }
      return best;
    },
    fetch: async (server, { kubernetes, ca }) => {
      const folder = join(dir, /^v[\d.]+/.exec(server)?.[0] ?? '');
      const path = join(folder, name);
      await mkdir(folder, { recursive: true });
      await download(kubectlDownload(server, kubernetes, process), path, ca);
      await chmod(path, 0o755);
      const version = await versionOf(path);
      if (version === undefined) {
        await rm(folder, { recursive: true, force: true });
        throw new SlipwayError('kubectl/unusable', path);
      }
      return { kind: 'found', path, version, skew: skewOf(version, server), fetched: true };
    },
  };
}

async function download({ url, sha256Url }: ReturnType<typeof kubectlDownload>, path: string, authority?: string): Promise<void> {
  const http = await openHttpClient({ environment: process.env, stallMs: 30_000, authority });
  const signal = new AbortController().signal;
  try {
    const text = await fetchText(sha256Url, { http, signal, maxBytes: 4096 });
    const sha256 = text === undefined ? undefined : parseSha256Sums(text, 'kubectl');
    if (sha256 === undefined) throw new SlipwayError('kubectl/not-there', `${sha256Url} has no checksum.`);
    await downloadPinned({ url, sha256, path, http, signal });
  } finally {
    await http.close();
  }
}

/** Asks the program itself; what does not answer as kubectl does is none. */
async function versionOf(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['version', '--client', '-o', 'json'], { timeout: 10_000, maxBuffer: 1024 * 1024 });
    return parseClientVersion(stdout);
  } catch {
    return undefined;
  }
}
