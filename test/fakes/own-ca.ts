import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface OwnCa {
  /** PEM. */
  readonly authority: string;
  /** Of a server at 127.0.0.1 that it signed for, PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** A CA that nobody trusts, and a certificate by it. */
export async function makeOwnCa(names = 'IP:127.0.0.1,DNS:localhost'): Promise<OwnCa> {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-ca-'));
  const openssl = (...words: readonly string[]): Promise<unknown> => run('openssl', [...words], { cwd: dir });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '30', '-subj', '/CN=Home CA');
    await openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=mirror');
    await writeFile(join(dir, 'names'), `subjectAltName=${names}\n`);
    const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'names'];
    await openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', ...by);
    const text = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');
    return { authority: await text('ca.crt'), certificate: await text('server.crt'), key: await text('server.key') };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export interface HttpsServer {
  /** `https://127.0.0.1:41233/` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function startHttpsServer({ certificate, key }: OwnCa, answer: RequestListener): Promise<HttpsServer> {
  const server = createServer({ cert: certificate, key }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
