import type { SweepProgress } from '../../../contract/fleet.ts';
import { vendorOf } from './neighbours.ts';
import { inParallel } from './pool.ts';
import type { SweepPlan } from './sweep-plan.ts';

export interface SweepPorts {
  /** Whether something takes SSH connections there; never rejects. */
  readonly answers: (address: string, signal: AbortSignal) => Promise<boolean>;
  /** Hardware addresses by IP address. */
  readonly neighbours: () => Promise<ReadonlyMap<string, string>>;
  readonly onHit: (hit: SweepHit) => void;
  readonly onProgress: (progress: SweepProgress) => void;
}

export interface SweepHit {
  readonly address: string;
  readonly mac?: string;
  readonly vendor?: string;
}

/** Connections being made at once: a /24 in one breath, and few enough for any home router's table. */
const limit = 128;
const progressEvery = 16;

/** Knocks at port 22 of every address once. Resolves when all were asked, or `signal` is aborted. */
export async function sweep({ subnets, addresses }: SweepPlan, ports: SweepPorts, signal: AbortSignal): Promise<void> {
  let done = 0;
  const tell = (running: boolean): void => ports.onProgress({ running, done, total: addresses.length, subnets });
  tell(true);
  await inParallel(addresses, { limit, signal }, async (address) => {
    if (await ports.answers(address, signal)) ports.onHit(await hitAt(address, ports));
    done += 1;
    if (done % progressEvery === 0) tell(true);
  });
  tell(false);
}

/** Who answered is in the neighbour table, unless a router stands between. */
async function hitAt(address: string, { neighbours }: SweepPorts): Promise<SweepHit> {
  const mac = (await neighbours()).get(address);
  if (mac === undefined) return { address };
  const vendor = vendorOf(mac);
  return { address, mac, ...(vendor === undefined ? {} : { vendor }) };
}
