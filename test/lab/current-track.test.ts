import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedBy, failuresOf, labCluster, nodeEntries, type LabCluster } from './lab-cluster.ts';
import { labDown, labObstacle, labUp } from './lab.ts';
import { readyForStandIns, serveCurrentKubernetes } from './stand-ins.ts';

const obstacle = labObstacle();
const nodes = ['c1', 'c2', 'c3'];
const virtualAddress = '10.77.0.49';

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

const title = `the current track, with real containerd${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`;
describe.skipIf(obstacle !== undefined)(title, () => {
  let cluster: LabCluster;
  const readyNodes = async (): Promise<readonly string[]> =>
    (await cluster.kubectl('get', 'nodes', '--no-headers'))
      .split('\n')
      .map((line) => line.split(/\s+/))
      .flatMap(([name = '', state, , , version]) => (state === 'Ready' && version === 'v1.36.4' ? [name] : []))
      .sort();
  const up = async (): Promise<void> => {
    const result = await cluster.cli('up', cluster.dir, '--json');
    expect(failuresOf(result), result.stderr).toEqual([]);
    expect(result.code).toBe(0);
  };
  const down = async (): Promise<void> => {
    const result = await cluster.cli('down', cluster.dir, '--yes-destroy', 'lab', '--json');
    expect(failuresOf(result), result.stderr).toEqual([]);
    expect(result.code).toBe(0);
  };

  beforeAll(async () => {
    await labUp();
    const registry = await serveCurrentKubernetes();
    const kubernetes = { track: 'kubeadm', version: '1.36.4' };
    cluster = await labCluster({ nodes: 3, flavour: 'raspios', letter: 'c', kubernetes, mirrors: { registry } });
    await cluster.boot(...nodes);
    for (const node of nodes) await cluster.on(node, readyForStandIns);
    await cluster.cli('find', cluster.dir, '--wait', '120');
  });
  afterAll(async () => {
    await cluster.end();
    await labDown();
  });

  it('says in the words of its check what a node with cgroup v1 lacks', async () => {
    await cluster.on('c1', 'sudo rm /etc/stand-in-cgroup-v1');
    const result = await cluster.cli('up', cluster.dir, '--json');
    await cluster.on('c1', 'sudo touch /etc/stand-in-cgroup-v1');
    expect(failuresOf(result)).toContainEqual(
      expect.objectContaining({
        id: 'kubernetes/config@c1',
        code: 'kubernetes/preflight',
        cause: expect.stringMatching(/cgroup/) as unknown,
      }),
    );
    expect(await cluster.on('c1', 'sudo find /etc/kubernetes -type f 2>/dev/null || true')).toBe('');
  });

  it('is made Ready by one command', async () => {
    const began = Date.now();
    await up();
    process.stderr.write(`current track, to all Ready: ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
    expect(await readyNodes()).toEqual(nodes);
    expect((await stat(join(cluster.dir, 'kubeconfig'))).mode & 0o777).toBe(0o600);
  });

  it('has configured containerd: cgroups of systemd, the place of the plugins, pause image and registry', async () => {
    for (const node of nodes) {
      const config = await cluster.on(node, 'sudo containerd config dump');
      expect(config).toMatch(/SystemdCgroup = true/);
      expect(config).toMatch(/sandbox_image = "10\.77\.0\.1:5000\/ha\/pause:3\.10\.2"/);
      expect(config).toMatch(/bin_dir = "\/opt\/cni\/bin"/);
      expect(config).toMatch(/config_path = "\/etc\/containerd\/certs\.d"/);
      expect(await cluster.on(node, 'cat /etc/containerd/certs.d/10.77.0.1:5000/hosts.toml')).toContain('http://10.77.0.1:5000');
      expect(await cluster.on(node, 'cat /etc/containerd/config.toml.before-slipway')).toContain('/usr/lib/cni');
    }
  });

  it('runs its pods in containerd, under systemd, with the plugins of the package', async () => {
    await cluster.on('c1', `cat >everywhere.yaml <<'END'\n${everywhere}END`);
    await cluster.kubectl('apply', '-f', 'everywhere.yaml');
    await cluster.kubectl('rollout', 'status', 'daemonset/everywhere', '--timeout=240s');
    for (const node of nodes) {
      expect(await cluster.on(node, 'sudo ctr -n k8s.io containers ls')).toContain('10.77.0.1:5000/busy:1');
      expect(await cluster.on(node, 'systemctl list-units --no-legend --type=scope --plain')).toContain('cri-containerd-');
      expect(await cluster.on(node, 'dpkg -S /opt/cni/bin/bridge')).toContain('kubernetes-cni');
    }
  });

  it('holds the packages at their version, with a repository that is trusted by its key alone', async () => {
    expect((await cluster.on('c2', 'apt-mark showhold')).split('\n')).toEqual(['kubeadm', 'kubectl', 'kubelet']);
    expect(await cluster.on('c2', 'cat /etc/apt/sources.list.d/kubernetes.list')).toContain('signed-by=');
  });

  it('is left as it is by a second command', async () => {
    const result = await cluster.cli('up', cluster.dir, '--json');
    expect(result.code).toBe(0);
    expect(changedBy(result)).toEqual([]);
  });

  it('has a stand-in that lets no word, flag, field or value through that 1.36 does not have', async () => {
    const said = (command: string): Promise<string> => cluster.on('c2', `sudo sh -c ${JSON.stringify(command)} 2>&1; true`);
    expect(await said('kubeadm alpha certs')).toContain('unknown command');
    expect(await said('kubeadm init --experimental-control-plane')).toContain('unknown flag');
    const config = (field: string): string =>
      `printf 'apiVersion: kubeadm.k8s.io/v1beta4\\nkind: ClusterConfiguration\\n${field}\\n' > x; kubeadm config validate --config x`;
    expect(await said(config('networks: {}'))).toContain('unknown field');
    expect(await said(config('encryptionAlgorithm: DSA'))).toContain('Unsupported value');
    expect(await said(config('clusterName: pi'))).toBe('ok');
  });

  it('is taken down, and nothing is left', async () => {
    await down();
    for (const node of nodes) {
      expect(await cluster.on(node, 'ip -o link show cni0 2>/dev/null; sudo iptables-save | grep -c KUBE- || true')).toBe('0');
      expect(await cluster.on(node, 'sudo ctr -n k8s.io tasks ls -q; pgrep -x kubelet || true')).toBe('');
    }
  });

  it('is made anew by the same nodes as three control planes behind a virtual address', async () => {
    await cluster.edit(['nodes'], nodeEntries('c', 'control-plane', [1, 3]));
    await cluster.edit(['kubernetes', 'virtualAddress'], virtualAddress);
    await up();
    expect(await readyNodes()).toEqual(nodes);
    expect(await cluster.kubectl('get', 'nodes', '-l', 'node-role.kubernetes.io/control-plane', '-o', 'name')).toBe(
      nodes.map((node) => `node/${node}`).join('\n'),
    );
    const etcds = await cluster.kubectl('-n', 'kube-system', 'get', 'pods', '-l', 'component=etcd', '-o', 'name');
    expect(etcds.split('\n')).toHaveLength(3);
    for (const node of nodes) {
      const manifest = await cluster.on(node, 'sudo cat /etc/kubernetes/manifests/kube-vip.yaml');
      expect(manifest).toContain('path: /etc/kubernetes/admin.conf');
      expect(await cluster.on(node, `curl -sk https://${virtualAddress}:6443/livez`)).toBe('ok');
    }
    expect(changedBy(await cluster.cli('up', cluster.dir, '--json'))).toEqual([]);
  });

  it('takes the virtual address away with its control planes', async () => {
    await down();
    for (const node of nodes) expect(await cluster.on(node, 'ip -o -4 addr show')).not.toContain(virtualAddress);
  });
});
