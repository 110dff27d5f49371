import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from '../../electron/engine/cluster/kubeconfig/credentials.ts';

const run = promisify(execFile);

type Kind = 'nodes' | 'pods' | 'events';
type Kept = Readonly<Record<string, unknown>> & { readonly metadata: Readonly<Record<string, unknown>> };

export interface FakeKubeApi {
  readonly port: number;
  /** An administrator's, for this server. */
  readonly credentials: Credentials;
  /** Requests seen so far: `list nodes`, `watch pods from 12`. */
  readonly seen: string[];
  put(kind: Kind, id: string, object: Kept): void;
  remove(kind: Kind, id: string): void;
  /** Closes every watch; `abruptly` cuts the connections. */
  breakOff(how: 'politely' | 'abruptly'): void;
  /** Forgets history: watches from before answer 410, as ERROR events or as the status of the request. */
  compact(how: 'event' | 'status'): void;
  /** What every request is answered with instead; undefined ends that. */
  refuseWith(status: number | undefined): void;
  close(): Promise<void>;
}

/** A small API server: real HTTPS with an authority of its own, client certificates, lists in pages, watches that stream. */
export async function startFakeKubeApi({ names = 'DNS:kubernetes' } = {}): Promise<FakeKubeApi> {
  const pki = await makePki(names);
  const objects = { nodes: new Map<string, Kept>(), pods: new Map<string, Kept>(), events: new Map<string, Kept>() };
  const history: { readonly kind: Kind; readonly version: number; readonly line: string }[] = [];
  const watches = new Set<{ readonly kind: Kind; readonly response: ServerResponse }>();
  const sockets = new Set<Duplex>();
  const seen: string[] = [];
  let version = 100;
  let oldest = 0;
  let refusal: number | undefined;
  let goneAs: 'event' | 'status' = 'event';

  const record = (kind: Kind, type: string, object: Kept): void => {
    version += 1;
    const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const line = `${JSON.stringify({ type, object: stamped })}\n`;
    history.push({ kind, version, line });
    for (const watch of watches) if (watch.kind === kind) watch.response.write(line);
  };

  /** In three pages where it is more than a page's worth, whatever is asked for. */
  const list = (kind: Kind, query: URLSearchParams, response: ServerResponse): void => {
    const from = Number(query.get('continue') ?? 0);
    const all = [...objects[kind].values()];
    const pageSize = Math.max(2, Math.ceil(all.length / 3));
    const rest = from + pageSize < all.length ? { continue: String(from + pageSize) } : {};
    seen.push(`list ${kind}`);
    const metadata = { resourceVersion: String(version), ...rest };
    response.end(JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata, items: all.slice(from, from + pageSize) }));
  };

  const watch = (kind: Kind, query: URLSearchParams, response: ServerResponse): void => {
    const from = Number(query.get('resourceVersion'));
    seen.push(`watch ${kind} from ${from}`);
    if (from < oldest && goneAs === 'status') {
      response.writeHead(410).end(JSON.stringify({ kind: 'Status', code: 410 }));
      return;
    }
    response.flushHeaders();
    if (from < oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })}\n`);
      return;
    }
    for (const past of history) if (past.kind === kind && past.version > from) response.write(past.line);
    const entry = { kind, response };
    watches.add(entry);
    response.on('close', () => watches.delete(entry));
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '', 'https://kubernetes');
    response.setHeader('content-type', 'application/json');
    if (refusal !== undefined) {
      response.writeHead(refusal).end('{}');
      return;
    }
    if (url.pathname.startsWith('/version')) {
      response.end(JSON.stringify({ major: '1', minor: '36', gitVersion: 'v1.36.4' }));
      return;
    }
    const kind = url.pathname.split('/').at(-1) as Kind;
    if (url.searchParams.get('watch') === 'true') watch(kind, url.searchParams, response);
    else list(kind, url.searchParams, response);
  };

  const server: Server = createServer({ ...pki.server, requestCert: true, rejectUnauthorized: true }, answer);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    credentials: { ...pki.credentials, server: `https://10.77.0.20:6443` },
    seen,
    put: (kind, id, object) => {
      record(kind, objects[kind].has(id) ? 'MODIFIED' : 'ADDED', object);
      objects[kind].set(id, object);
    },
    remove: (kind, id) => {
      const object = objects[kind].get(id);
      objects[kind].delete(id);
      if (object !== undefined) record(kind, 'DELETED', object);
    },
    breakOff: (how) => {
      if (how === 'politely') for (const { response } of watches) response.end();
      watches.clear();
      if (how === 'abruptly') for (const socket of sockets) socket.destroy();
    },
    compact: (how) => {
      goneAs = how;
      oldest = version + 1;
      version += 1;
      history.length = 0;
    },
    refuseWith: (status) => {
      refusal = status;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Pki {
  readonly server: { readonly cert: string; readonly key: string; readonly ca: string };
  readonly credentials: Omit<Credentials, 'server'>;
}

/** An authority, a server's certificate for these names, and an administrator's, by OpenSSL. */
async function makePki(names: string): Promise<Pki> {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-pki-'));
  const openssl = (...words: readonly string[]): Promise<unknown> => run('openssl', [...words], { cwd: dir });
  const read = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;
  try {
    await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '3650', '-subj', '/CN=kubernetes');
    const sign = async (name: string, subject: string, extension: string): Promise<void> => {
      await writeFile(join(dir, `${name}.ext`), extension);
      await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
      const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '365', '-extfile', `${name}.ext`];
      await openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, ...by);
    };
    await sign('server', '/CN=kube-apiserver', `subjectAltName=${names}\n`);
    await sign('admin', '/O=system:masters/CN=kubernetes-admin', 'extendedKeyUsage=clientAuth\n');
    const base64 = async (name: string): Promise<string> => Buffer.from(await read(name)).toString('base64');
    return {
      server: { cert: await read('server.crt'), key: await read('server.key'), ca: await read('ca.crt') },
      credentials: {
        authority: await base64('ca.crt'),
        login: { kind: 'certificate', certificate: await base64('admin.crt'), key: await base64('admin.key') },
      },
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
