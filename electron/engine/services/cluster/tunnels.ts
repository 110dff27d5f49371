import { mkdir, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import type { TunnelState } from '../../../contract/cluster.ts';
import { systemErrorCode } from '../../../contract/errors.ts';
import { writeFileAtomically } from '../../../files/atomic-write.ts';
import type { Credentials } from '../../cluster/kubeconfig/credentials.ts';
import { renderKubeconfig } from '../../cluster/kubeconfig/render.ts';
import type { ClusterDoor } from '../../cluster/view.ts';

export interface Tunnels {
  current(dir: string): TunnelState | null;
  open(dir: string): Promise<TunnelState>;
  close(dir: string): Promise<void>;
  readonly closeAll: () => Promise<void>;
}

/** A way to the API of one project, that has been opened. */
export interface TunnelWay {
  readonly context: string;
  readonly credentials: Credentials;
  readonly forward: Awaited<ReturnType<ClusterDoor['forward']>>;
}

interface OpenTunnel {
  readonly state: TunnelState;
  close(): Promise<void>;
}

/**
 * Tunnels for other programs, one for each project, with a kubeconfig that leads through it. What a Slipway that was killed
 * left in the folder is swept away: those files hold an administrator's key.
 */
export function createTunnels(folder: string, wayTo: (dir: string) => Promise<TunnelWay>): Tunnels {
  const sweeping = sweepTunnels(folder).catch(() => undefined);
  const tunnels = new Map<string, Promise<OpenTunnel>>();
  const states = new Map<string, TunnelState>();
  const open = async (dir: string): Promise<TunnelState> => {
    const key = resolve(dir);
    const opening = tunnels.get(key) ?? openNew(folder, () => wayTo(dir));
    tunnels.set(key, opening);
    const { state } = await opening.catch((thrown: unknown) => {
      tunnels.delete(key);
      throw thrown;
    });
    // It may have been closed while it was being opened.
    if (tunnels.get(key) === opening) states.set(key, state);
    return state;
  };
  const close = async (dir: string): Promise<void> => {
    const key = resolve(dir);
    const tunnel = tunnels.get(key);
    tunnels.delete(key);
    states.delete(key);
    await (await tunnel)?.close();
  };
  return {
    current: (dir) => states.get(resolve(dir)) ?? null,
    open,
    close,
    closeAll: async () => {
      await Promise.allSettled([sweeping, ...[...tunnels.keys()].map(close)]);
    },
  };
}

async function openNew(folder: string, way: () => Promise<TunnelWay>): Promise<OpenTunnel> {
  const { context, credentials, forward } = await way();
  const kubeconfig = join(folder, `${context}-${forward.port}.yaml`);
  const close = async (): Promise<void> => {
    try {
      await rm(kubeconfig, { force: true });
    } finally {
      await forward.close();
    }
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(kubeconfig, renderKubeconfig({ context, credentials, through: forward }), { mode: 0o600 });
  } catch (thrown) {
    await close().catch(() => undefined);
    throw thrown;
  }
  return { state: { server: `https://127.0.0.1:${forward.port}`, kubeconfig }, close };
}

/** Removes the kubeconfigs whose port nobody listens on: another Slipway's tunnel that is open is left alone. */
export async function sweepTunnels(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const port = Number(/-(\d{1,5})\.yaml$/.exec(name)?.[1] ?? Number.NaN);
    if (port >= 1 && port <= 65_535 && (await isRefused(port))) await rm(join(folder, name), { force: true });
  }
}

const isRefused = (port: number): Promise<boolean> =>
  new Promise((decided) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2000 });
    const end = (refused: boolean): void => {
      socket.destroy();
      decided(refused);
    };
    socket.once('connect', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('error', (error) => end(systemErrorCode(error) === 'ECONNREFUSED'));
  });
