import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedBy, labCluster, type LabCluster } from './lab-cluster.ts';
import { eventually, labDown, labObstacle, labUp } from './lab.ts';

const obstacle = labObstacle();
const nodes = ['k1', 'k2', 'k3'];

/** A pod on every node, the control plane too; \`sleep\` out of the lab's own image. */
const everywhere = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: everywhere}
spec:
  selector: {matchLabels: {app: everywhere}}
  template:
    metadata: {labels: {app: everywhere}}
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: busy, image: "10.77.0.1:5000/busy:1", command: [sleep, "3600"]}]
`;

describe.skipIf(obstacle !== undefined)(`a cluster of three${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  let cluster: LabCluster;
  const readyNodes = async (): Promise<readonly string[]> =>
    (await cluster.kubectl('get', 'nodes', '--no-headers'))
      .split('\n')
      .map((line) => line.split(/\s+/))
      .flatMap(([name = '', state]) => (state === 'Ready' ? [name] : []))
      .sort();

  beforeAll(async () => {
    await labUp();
    cluster = await labCluster({ nodes: 3 });
    await cluster.boot(...nodes);
  });
  afterAll(async () => {
    await cluster.end();
    await labDown();
  });

  it('is found by its cards', async () => {
    expect(await cluster.cli('find', cluster.dir, '--wait', '120')).toMatchObject({ code: 0 });
  });

  it('is made Ready by one command, with a kubeconfig for its owner alone', async () => {
    const began = Date.now();
    const result = await cluster.cli('up', cluster.dir, '--json');
    expect(result.code, result.stdout.slice(-4000) + result.stderr).toBe(0);
    process.stderr.write(`adopted to all Ready: ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
    expect(await readyNodes()).toEqual(nodes);
    expect((await stat(join(cluster.dir, 'kubeconfig'))).mode & 0o777).toBe(0o600);
  });

  it('carries a pod on each node, which reach one another', async () => {
    await cluster.on('k1', `cat >everywhere.yaml <<'END'\n${everywhere}END`);
    await cluster.kubectl('apply', '-f', 'everywhere.yaml');
    await cluster.kubectl('rollout', 'status', 'daemonset/everywhere', '--timeout=180s');
    const pods = (await cluster.kubectl('get', 'pods', '-l', 'app=everywhere', '--no-headers', '-o', 'wide'))
      .split('\n')
      .map((line) => line.split(/\s+/));
    expect(pods.map((pod) => pod[6]).sort()).toEqual(nodes);
    for (const pod of pods)
      for (const node of nodes) await eventually(() => cluster.on(node, `ping -c1 -W2 ${pod[5] ?? ''}`), 10);
  });

  it('is left as it is by a second command', async () => {
    const began = Date.now();
    const result = await cluster.cli('up', cluster.dir, '--json');
    process.stderr.write(`second up: ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
    expect(result.code).toBe(0);
    expect(changedBy(result)).toEqual([]);
  });

  it('leaves no token that more nodes could join with, and no secret in what the run kept', async () => {
    expect(await cluster.on('k1', 'sudo KUBECONFIG=/etc/kubernetes/admin.conf kubeadm token list 2>/dev/null | tail -n +2')).toBe(
      '',
    );
    expect(await cluster.on('k2', 'sudo ls /var/lib/slipway')).not.toContain('kubeadm-join');
  });

  it('is not taken down without its name', async () => {
    expect((await cluster.cli('down', cluster.dir, '--yes-destroy', 'other')).code).toBe(3);
    expect(await readyNodes()).toEqual(nodes);
  });

  it('is taken down with a backup, leaves clean nodes, and can be made again', async () => {
    const down = await cluster.cli('down', cluster.dir, '--yes-destroy', 'lab');
    expect(down.code, down.stderr).toBe(0);
    for (const node of nodes) {
      expect(await cluster.on(node, 'ip -o link show cni0 2>/dev/null; sudo iptables-save | grep -c KUBE- || true')).toBe('0');
      expect(await cluster.on(node, 'sudo ls /etc/kubernetes /etc/cni/net.d; pgrep -x kubelet || true')).not.toMatch(
        /conf|\d{2}/,
      );
    }
    const again = await cluster.cli('up', cluster.dir);
    expect(again.code, again.stderr).toBe(0);
    expect(await readyNodes()).toEqual(nodes);
  });
});
