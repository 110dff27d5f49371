import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClusterNode } from '../../../../electron/contract/plan.ts';
import { createProjectFolder } from '../../../../electron/engine/project/folder.ts';
import { nodeIdentity } from '../../../../electron/engine/project/identity.ts';
import { pinHostKey, readNodeKeys } from '../../../../electron/engine/project/node-keys.ts';
import { testPlan } from '../../../fakes/first-boot-input.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const cluster = testPlan();
const node = cluster.nodes[0] as ClusterNode;
const foreignKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEK0VFfucI5CjXo5t32vPJxt+PsB1SHZojbZyd43pErs';

async function project(): Promise<string> {
  const dir = tempFolder();
  await createProjectFolder({ dir, text: 'name: lab\n' });
  return dir;
}

describe('the keys of a node', () => {
  it('are none until a card was made, and reading makes none', async () => {
    const dir = await project();
    expect((await readNodeKeys(dir, cluster)).get(node.name)).toEqual({ hostKeys: [] });
  });

  it('are the key on its card, and the secret its card calls with', async () => {
    const dir = await project();
    const { hostKey, instanceId, phoneHomeSecret } = await nodeIdentity(dir, { cluster, node });
    expect((await readNodeKeys(dir, cluster)).get(node.name)).toEqual({
      hostKeys: [hostKey.publicKey],
      phoneHome: { instanceId, secret: phoneHomeSecret },
    });
  });

  it('are read from a file of an older Slipway, and the next card gets a secret', async () => {
    const dir = await project();
    const made = await nodeIdentity(dir, { cluster, node });
    const path = join(dir, 'keys', `${node.name}.json`);
    const { phoneHomeSecret: _secret, ...old } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...old, version: 1 }));
    expect((await readNodeKeys(dir, cluster)).get(node.name)).toEqual({ hostKeys: [made.hostKey.publicKey] });
    const again = await nodeIdentity(dir, { cluster, node });
    expect({ ...again, phoneHomeSecret: '' }).toEqual({ ...made, phoneHomeSecret: '' });
    expect(again.phoneHomeSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(await nodeIdentity(dir, { cluster, node })).toEqual(again);
  });

  it('can be joined by one that was adopted, in known_hosts too, and let go of it', async () => {
    const dir = await project();
    const { hostKey } = await nodeIdentity(dir, { cluster, node });
    const known = (): string => readFileSync(join(dir, 'known_hosts'), 'utf8');
    await pinHostKey(dir, { cluster, node }, foreignKey);
    expect((await readNodeKeys(dir, cluster)).get(node.name)?.hostKeys).toEqual([foreignKey, hostKey.publicKey]);
    expect(known()).toContain(foreignKey);
    await pinHostKey(dir, { cluster, node }, undefined);
    expect((await readNodeKeys(dir, cluster)).get(node.name)?.hostKeys).toEqual([hostKey.publicKey]);
    expect(known()).not.toContain(foreignKey);
  });
});
