import { resolve } from 'node:path';
import type { ClusterSnapshot } from '../../contract/cluster.ts';
import { SlipwayError } from '../../contract/errors.ts';
import type { FleetSnapshot } from '../../contract/fleet.ts';
import type { HeldLock, RunRecord } from '../../contract/runbook.ts';
import type { Services } from '../../contract/services.ts';
import { clusterReport, clusterText, isWhole, workText, type ClusterReport } from '../cluster/report.ts';
import { argument, type Command, type CommandContext } from '../command.ts';
import { fleetTable, isStuck, isThere } from '../fleet/words.ts';
import { withinTime } from '../within-time.ts';

/** Enough for a node that is up to take a login, and for one that is gone to miss three probes. */
const patienceMs = 12_000;

export const statusCommand: Command = {
  name: 'status',
  usage: 'DIR',
  summary: 'who is there now, and how the cluster is; exit 0 only when every node is there and Ready, else 1',
  speaksToNodes: true,
  options: {},
  async run(context) {
    const dir = resolve(argument(context, 0, 'The folder'));
    const services = await context.services();
    const [fleet, report] = await Promise.all([fleetNow(context, services, dir), reportOf(context, services, dir)]);
    const work = await workNow(services, dir, fleet);
    if (context.signal.aborted) throw new SlipwayError('engine/cancelled');
    const words = [
      fleetTable(fleet),
      ...(report === null ? [] : [clusterText(report, new Date())]),
      workText(work.lastRun, work.lock),
    ].filter((part) => part !== '');
    const { lastRun = null, lock } = work;
    context.output.result({ type: 'status', ...fleet, cluster: report, lastRun, lock }, words.join('\n\n'));
    return fleet.nodes.every(isThere) && (report === null || isWhole(report)) ? 0 : 1;
  },
};

const fleetNow = (context: CommandContext, { fleet }: Services, dir: string): Promise<FleetSnapshot> =>
  withinTime(context.signal, patienceMs, (signal) => settled(fleet, dir, signal));

/** The fleet when every node is there or needs a person, or when the time is over. */
async function settled(fleet: Services['fleet'], dir: string, signal: AbortSignal): Promise<FleetSnapshot> {
  let last: FleetSnapshot | undefined;
  for await (const snapshot of fleet.watch({ dir }, signal)) {
    last = snapshot;
    if (snapshot.nodes.every((node) => isThere(node) || isStuck(node))) break;
  }
  return last ?? fleet.look({ dir });
}

/** Null while the project has no cluster. */
async function reportOf(context: CommandContext, { cluster, projects }: Services, dir: string): Promise<ClusterReport | null> {
  if (!(await cluster.exists({ dir }))) return null;
  const { plan } = await projects.open({ dir });
  const snapshot = await withinTime(context.signal, patienceMs, (signal) => connected(cluster, dir, signal));
  const planned = plan?.nodes.map(({ name }) => name) ?? [];
  return snapshot === undefined ? null : clusterReport(snapshot, planned);
}

/** The cluster when its nodes and the certificates on them are known, or when the time is over. */
async function connected(cluster: Services['cluster'], dir: string, signal: AbortSignal): Promise<ClusterSnapshot | undefined> {
  let last: ClusterSnapshot | undefined;
  for await (const snapshot of cluster.watch({ dir }, signal)) {
    last = snapshot;
    const { link, members, certificates } = snapshot;
    if (link.kind === 'live' && members.length > 0 && certificates.some(({ node }) => node !== undefined)) break;
  }
  return last;
}

interface Work {
  readonly lastRun: RunRecord | undefined;
  readonly lock: HeldLock | null;
}

/** Only a control plane that is there can be asked who holds the lock. */
async function workNow({ runs }: Services, dir: string, { nodes }: FleetSnapshot): Promise<Work> {
  const [lastRun] = await runs.history({ dir });
  const canAsk = lastRun !== undefined && nodes.some((node) => node.role === 'control-plane' && isThere(node));
  const lock = canAsk ? await runs.lock({ dir }).catch(() => null) : null;
  return { lastRun, lock };
}
