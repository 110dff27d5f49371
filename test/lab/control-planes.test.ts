import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHaImages, type HaImages } from './ha-images.ts';
import { addressOf, failuresOf, labCluster, type LabCluster } from './lab-cluster.ts';
import { eventually, labDown, labObstacle, labUp } from './lab.ts';

const obstacle = labObstacle();
const nodes = ['k1', 'k2', 'k3'];
const virtualAddress = '10.77.0.29';
const run = promisify(execFile);

const pki = '/etc/kubernetes/pki/etcd';
const etcdctl =
  'sudo docker exec -e ETCDCTL_API=3 $(sudo docker ps -qf name=k8s_etcd_ | head -n 1) etcdctl' +
  ` --endpoints https://127.0.0.1:2379 --cacert ${pki}/ca.crt --cert ${pki}/server.crt --key ${pki}/server.key`;

describe.skipIf(obstacle !== undefined)(`three control planes${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  let cluster: LabCluster;
  let images: HaImages;
  /** Names of etcd's members that have started, as etcd itself tells them. */
  const members = async (): Promise<readonly string[]> =>
    (await cluster.on('k1', `${etcdctl} member list`))
      .split('\n')
      .map((line) => line.split(', '))
      .flatMap(([, state, name = '']) => (state === 'started' ? [name] : []))
      .sort();
  const readyNodes = async (): Promise<string> =>
    cluster.kubectl('get', 'nodes', '--no-headers', '-o', 'custom-columns=N:.metadata.name');

  beforeAll(async () => {
    await labUp();
    images = await serveHaImages();
    const { registry } = images;
    cluster = await labCluster({ nodes: 3, controlPlanes: 3, kubernetes: { virtualAddress }, mirrors: { registry } });
    await cluster.boot(...nodes);
  });
  afterAll(async () => {
    await cluster.end();
    await labDown();
  });

  it('join one by one and keep one etcd, behind an address that they share', async () => {
    expect(await cluster.cli('find', cluster.dir, '--wait', '120')).toMatchObject({ code: 0 });
    const result = await cluster.cli('up', cluster.dir);
    expect(result.code, result.stdout.slice(-4000) + result.stderr.slice(-4000)).toBe(0);
    expect(await members()).toEqual(nodes);
    const health = await cluster.on('k2', `curl -sk https://${virtualAddress}:6443/livez`);
    expect(health).toBe('ok');
  });

  it('lose one of them cleanly: its member leaves etcd before it is cleared, and the cluster still answers', async () => {
    const result = await cluster.cli('down', cluster.dir, 'k3', '--yes-destroy', 'k3');
    expect(result.code, result.stdout.slice(-4000) + result.stderr.slice(-4000)).toBe(0);
    expect(await members()).toEqual(['k1', 'k2']);
    expect(await readyNodes()).toBe('k1\nk2');
    expect(await cluster.on('k1', `${etcdctl} endpoint health --cluster 2>&1`)).not.toMatch(/unhealthy/);
    await cluster.kubectl('create', 'configmap', 'still-writable');
    expect(await cluster.on('k3', 'sudo ls /var/lib/etcd /etc/kubernetes/pki 2>/dev/null || true')).toBe('');
  });

  it('take the lost one back: its member is new', async () => {
    const result = await cluster.cli('up', cluster.dir);
    expect(result.code, result.stdout.slice(-4000) + result.stderr.slice(-4000)).toBe(0);
    expect(await members()).toEqual(nodes);
  });

  it('go on without the one that made the cluster, under the same address', async () => {
    await cluster.on(
      'k1',
      'sudo systemctl stop kubelet; sudo docker ps -qf name=k8s_ | xargs -r sudo docker stop -t 1 >/dev/null',
    );
    const answer = (): Promise<string> => cluster.on('k2', `curl -sk -m 5 https://${virtualAddress}:6443/livez | grep -x ok`);
    expect(await eventually(answer, 90)).toBe('ok');
    await cluster.on('k1', 'sudo systemctl start kubelet');
    await eventually(async () => expect(await members()).toEqual(nodes));
  });

  it('never become two clusters: without the first, the next in the plan stands for it', async () => {
    const gone = await cluster.cli('down', cluster.dir, 'k1', '--yes-destroy', 'k1');
    expect(gone.code, gone.stdout.slice(-4000) + gone.stderr.slice(-4000)).toBe(0);
    const refused = await cluster.cli('up', cluster.dir, '--json');
    expect(failuresOf(refused)).toMatchObject([{ id: 'kubernetes/init@k1', code: 'kubernetes/stale-node' }]);
    const entry = (node: string): object => ({
      name: node,
      role: 'control-plane',
      board: 'pi4',
      address: `${addressOf(node)}/24`,
    });
    await cluster.edit(['nodes'], ['k2', 'k1', 'k3'].map(entry));
    const back = await cluster.cli('up', cluster.dir);
    expect(back.code, back.stdout.slice(-4000) + back.stderr.slice(-4000)).toBe(0);
    expect(await members()).toEqual(nodes);
  });

  it('are taken down after a backup that etcd itself can read, and leave clean nodes', async () => {
    const result = await cluster.cli('down', cluster.dir, '--yes-destroy', 'lab');
    expect(result.code, result.stdout.slice(-4000) + result.stderr.slice(-4000)).toBe(0);
    const { stdout: notes } = await run('grep', ['-rh', 'Snapshot by', join(cluster.dir, 'logs')]);
    expect(notes).toContain('Snapshot by etcdctl.');
    const [backup = ''] = await readdir(join(cluster.dir, 'backups'));
    const folder = join(cluster.dir, 'backups', backup);
    expect((await stat(join(folder, 'etcd-snapshot.db'))).mode & 0o777).toBe(0o600);
    const { stdout: status } = await run(images.etcdctl, ['snapshot', 'status', join(folder, 'etcd-snapshot.db')], {
      env: { ETCDCTL_API: '3' },
    });
    expect(status).toMatch(/^[0-9a-f]+, \d+, [1-9]\d+, /);
    const { stdout } = await run('tar', ['-tzf', join(folder, 'kubernetes-pki.tar.gz')]);
    expect(stdout).toMatch(/pki\/etcd\/ca\.key[\s\S]*admin\.conf/);
    for (const node of nodes)
      expect(await cluster.on(node, 'sudo ls /var/lib/etcd /etc/kubernetes/pki 2>/dev/null; pgrep -x etcd || true')).toBe('');
  });
});
