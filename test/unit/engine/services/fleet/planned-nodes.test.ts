import { describe, expect, it } from 'vitest';
import { resolvePlan } from '../../../../../electron/engine/plan/resolve.ts';
import { createProjectFolder } from '../../../../../electron/engine/project/folder.ts';
import { appendJournal } from '../../../../../electron/engine/project/journal.ts';
import { readFleetPlan } from '../../../../../electron/engine/services/fleet/planned-nodes.ts';
import { planWith } from '../../../../fakes/cluster-plan.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const at = '2026-11-25T06:00:00.000Z';

describe('what a project knows of its nodes', () => {
  it('is nothing of a node that was adopted without a card and then forgotten', async () => {
    const dir = tempFolder();
    await createProjectFolder({ dir, text: 'name: lab\n' });
    const machine = { address: '10.0.0.7', fingerprint: 'SHA256:x', machineId: '' };
    for (const node of ['pi-node01', 'pi-node02']) await appendJournal(dir, { type: 'node-adopted', at, node, ...machine });
    await appendJournal(dir, { type: 'node-forgotten', at, node: 'pi-node01' });
    const { nodes } = await readFleetPlan(dir, resolvePlan(planWith({})));
    const adopted = new Map(nodes.map((planned) => [planned.node, planned.adopted]));
    expect(adopted.get('pi-node01')).toBeUndefined();
    expect(adopted.get('pi-node02')).toMatchObject({ address: '10.0.0.7' });
  });
});
