import { gatherFacts } from '../../electron/engine/fleet/facts/gather.ts';
import { findings } from '../../electron/engine/fleet/preflight/findings.ts';
import { fleetFindings } from '../../electron/engine/fleet/preflight/fleet-findings.ts';
import { createShellPool, type NodeTarget, type ShellPool } from '../../electron/engine/fleet/ssh/pool.ts';
import { resolvePlan } from '../../electron/engine/plan/resolve.ts';
import { planWith } from '../fakes/cluster-plan.ts';
import { testKeys } from '../fakes/ssh-keys.ts';
import { seconds } from './measure.ts';
import { limit, startFleet } from './ssh-bench.ts';
import type { Bench } from './workshop.ts';

/** 256 nodes asked what they are, from nothing, each answer read and judged; and the memory that takes. */
export const factsBench: Bench = {
  name: 'facts',
  async run() {
    const { child, targets } = await startFleet();
    const pool = createShellPool({ keys: testKeys });
    try {
      const took = await seconds(() => judgeAll(pool, targets));
      const megabytes = process.memoryUsage().rss / 1e6;
      return [
        limit(`facts and findings of ${targets.length} nodes`, took, { unit: 's', allowed: 10 }),
        limit(`memory with facts of ${targets.length} nodes`, megabytes, { unit: 'MB', allowed: 500 }),
      ];
    } finally {
      child.kill('SIGKILL');
      await pool.close();
    }
  },
};

async function judgeAll(pool: ShellPool, targets: readonly NodeTarget[]): Promise<number> {
  const plan = resolvePlan(planWith({ nodes: targets.map(({ node }) => ({ name: node })) }));
  const gathered = await Promise.all(
    targets.map(async (target) => [target.node, await gatherFacts(pool.shell(target), { now: Date.now })] as const),
  );
  const fleet = new Map(gathered);
  const shared = fleetFindings(fleet);
  const found = plan.nodes.flatMap((node) => {
    const facts = fleet.get(node.name);
    return facts === undefined ? [] : findings({ node, plan, facts }, shared);
  });
  return found.length;
}
