import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClusterNode, ResolvedPlan } from '../../../../electron/contract/plan.ts';
import type { NodeIdentity } from '../../../../electron/contract/secrets.ts';
import { createProjectFolder } from '../../../../electron/engine/project/folder.ts';
import { nodeIdentity } from '../../../../electron/engine/project/identity.ts';
import { testPlan } from '../../../fakes/first-boot-input.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const hasSshKeygen = existsSync('/usr/bin/ssh-keygen');
const cluster = testPlan();

async function project(): Promise<string> {
  const dir = tempFolder();
  await createProjectFolder({ dir, text: 'name: lab\n' });
  return dir;
}

function nodeOf(plan: ResolvedPlan, name: string): ClusterNode {
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`no ${name}`);
  return node;
}
const identityOf = (dir: string, name: string): Promise<NodeIdentity> =>
  nodeIdentity(dir, { cluster, node: nodeOf(cluster, name) });

describe('the identity of a node', () => {
  it('is made once and stays the same', async () => {
    const dir = await project();
    const first = await identityOf(dir, 'pi-master');
    expect(await identityOf(dir, 'pi-master')).toEqual(first);
    expect(first.machineId).toMatch(/^[0-9a-f]{32}$/);
    expect(first.instanceId).toMatch(/^slipway-lab-pi-master-[0-9a-f]{8}$/);
  });

  it('is like no other', async () => {
    const dir = await project();
    const all = [await identityOf(dir, 'pi-master'), await identityOf(dir, 'pi-node01'), await identityOf(dir, 'pi-node02')];
    for (const values of [
      all.map((one) => one.machineId),
      all.map((one) => one.instanceId),
      all.map((one) => one.hostKey.privateKey),
    ]) {
      expect(new Set(values).size).toBe(3);
    }
  });

  it('is one and the same for callers at the same time', async () => {
    const dir = await project();
    const all = await Promise.all([1, 2, 3, 4].map(() => identityOf(dir, 'pi-master')));
    expect(new Set(all.map(({ machineId }) => machineId)).size).toBe(1);
  });

  it.skipIf(!hasSshKeygen)(
    'has a host key whose public half ssh-keygen derives from the private one (needs ssh-keygen)',
    async () => {
      const dir = await project();
      const { hostKey } = await identityOf(dir, 'pi-master');
      const path = join(dir, 'keys', 'pi-master_ed25519');
      const derived = execFileSync('ssh-keygen', ['-y', '-f', path], { encoding: 'utf8' }).trim();
      expect(derived).toBe(hostKey.publicKey);
      expect(hostKey.publicKey).toMatch(/^ssh-ed25519 \S+ root@pi-master$/);
      expect(readFileSync(path, 'utf8')).toBe(hostKey.privateKey);
      expect(hostKey.privateKey).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n[\s\S]+-----END OPENSSH PRIVATE KEY-----\n$/);
    },
  );

  it.skipIf(process.platform === 'win32')('keeps its private files from others', async () => {
    const dir = await project();
    await identityOf(dir, 'pi-master');
    for (const name of ['pi-master.json', 'pi-master_ed25519'])
      expect(statSync(join(dir, 'keys', name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dir, 'keys')).sort()).toEqual(['pi-master.json', 'pi-master_ed25519', 'pi-master_ed25519.pub']);
  });

  it('is made anew when a crash left a key without its record', async () => {
    const dir = await project();
    writeFileSync(join(dir, 'keys', 'pi-master_ed25519'), 'half a key');
    const { hostKey } = await identityOf(dir, 'pi-master');
    expect(hostKey.privateKey).toContain('BEGIN OPENSSH PRIVATE KEY');
  });

  it('is damaged, not replaced, when the key of a written card is missing', async () => {
    const dir = await project();
    await identityOf(dir, 'pi-master');
    rmSync(join(dir, 'keys', 'pi-master_ed25519'));
    await expect(identityOf(dir, 'pi-master')).rejects.toMatchObject({ code: 'project/damaged' });
  });

  it.each([
    ['{', 'project/damaged'],
    ['{"version":1,"node":"pi-master"}', 'project/damaged'],
    ['{"version":9}', 'project/newer-version'],
  ])('is refused when its record is %s', async (text, code) => {
    const dir = await project();
    writeFileSync(join(dir, 'keys', 'pi-master.json'), text);
    await expect(identityOf(dir, 'pi-master')).rejects.toMatchObject({ code });
  });

  it('never leaves the folder for keys, whatever the name', async () => {
    const dir = await project();
    const plan = testPlan({ nodes: [{ name: '../../escaped', address: '192.168.10.20/24' }] });
    await nodeIdentity(dir, { cluster: plan, node: nodeOf(plan, '../../escaped') });
    expect(readdirSync(join(dir, 'keys'))).toContain('..%2F..%2Fescaped.json');
  });
});

describe('known_hosts of a project', () => {
  it('names each node that has a key by name, domain, multicast name and address', async () => {
    const dir = await project();
    const master = await identityOf(dir, 'pi-master');
    const node = await identityOf(dir, 'pi-node01');
    const [, first, second] = readFileSync(join(dir, 'known_hosts'), 'utf8').split('\n');
    const blob = ({ hostKey }: NodeIdentity): string => hostKey.publicKey.split(' ').slice(0, 2).join(' ');
    expect(first).toBe(`pi-master,pi-master.lan,pi-master.local,192.168.10.20 ${blob(master)}`);
    expect(second).toBe(`pi-node01,pi-node01.lan,pi-node01.local,192.168.10.21 ${blob(node)}`);
  });

  it.skipIf(!hasSshKeygen)('is understood by ssh-keygen -F (needs ssh-keygen)', async () => {
    const dir = await project();
    await identityOf(dir, 'pi-master');
    const find = (host: string): string =>
      execFileSync('ssh-keygen', ['-F', host, '-f', join(dir, 'known_hosts')], { encoding: 'utf8' });
    for (const host of ['pi-master', 'pi-master.lan', '192.168.10.20']) expect(find(host)).toContain('ssh-ed25519');
  });

  it('follows the plan when an address changes', async () => {
    const dir = await project();
    await identityOf(dir, 'pi-master');
    const moved = testPlan({ nodes: [{ name: 'pi-master', address: '192.168.10.99/24' }] });
    await nodeIdentity(dir, { cluster: moved, node: nodeOf(moved, 'pi-master') });
    const text = readFileSync(join(dir, 'known_hosts'), 'utf8');
    expect(text).toContain('192.168.10.99 ');
    expect(text).not.toContain('192.168.10.20');
  });
});
