import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, labCluster, resultOf, type CliResult, type LabCluster } from './lab-cluster.ts';
import { eventually, labDir, labDown, labObstacle, labUp } from './lab.ts';

const obstacle = labObstacle();
const mirror = 'http://10.77.0.1:8000/';
const registry = 'http://10.77.0.1:5000';

describe.skipIf(obstacle !== undefined)(
  `a cluster that has bad luck${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    let cluster: LabCluster;
    const up = (): Promise<CliResult> => cluster.cli('up', cluster.dir, '--json');
    const clear = async (): Promise<void> => {
      const result = await cluster.cli('down', cluster.dir, '--yes-destroy', 'lab', '--no-backup');
      expect(result.code, result.stderr).toBe(0);
    };
    /** Resolves when an act of this name is under way on the node. */
    const underWay = (node: string, unit: string): Promise<string> =>
      eventually(() => cluster.on(node, `systemctl is-active slipway-${unit}`));
    const expectReady = async (...nodes: readonly string[]): Promise<void> => {
      const lines = (await cluster.kubectl('get', 'nodes', '--no-headers')).split('\n');
      expect(lines.filter((line) => / Ready /.test(line)).map((line) => line.split(' ')[0])).toEqual(nodes);
    };

    beforeAll(async () => {
      await labUp();
      cluster = await labCluster({ nodes: 2 });
      await cluster.editCard('k2', 'cmdline.txt', (line) => line.replace(/cgroup_enable=memory|cgroup_memory=1/g, ''));
      await cluster.boot('k1', 'k2');
    });
    afterAll(async () => {
      await cluster.end();
      await labDown();
    });

    it('refuses a program whose mirror serves another one than was published, and keeps nothing of it', async () => {
      const bad = join(labDir, 'www', 'bad');
      await mkdir(bad, { recursive: true });
      await cp(join(labDir, 'www', 'release'), join(bad, 'release'), { recursive: true });
      await writeFile(join(bad, 'release/v1.20.2/bin/linux/amd64/kubelet'), 'not the kubelet\n');
      await cluster.edit(['mirrors', 'kubernetes'], `${mirror}bad/`);
      const result = await up();
      await cluster.edit(['mirrors', 'kubernetes'], mirror);
      expect(result.code).toBe(1);
      expect(failuresOf(result).map(({ code }) => code)).toEqual(['kubernetes/checksum', 'kubernetes/checksum']);
      expect(await cluster.on('k1', 'ls /usr/local/bin /var/lib/slipway/download 2>/dev/null || true')).not.toContain(
        'kubelet\n',
      );
    });

    it('had no memory cgroup on one node, which was repaired by a restart of that node alone', async () => {
      expect(await cluster.on('k2', 'grep -c cgroup_enable=memory /boot/cmdline.txt')).toBe('1');
      expect(await cluster.on('k2', 'grep -c "cgroup.*memory" /proc/mounts')).toBe('1');
    });

    it('says that the registry does not answer', async () => {
      await cluster.edit(['mirrors', 'registry'], 'http://10.77.0.1:5999');
      const result = await up();
      await cluster.edit(['mirrors', 'registry'], registry);
      expect(result.code).toBe(1);
      expect(new Set(failuresOf(result).map(({ code }) => code))).toEqual(new Set(['kubernetes/image-pull']));
    });

    it('says that another program has the port of the API', async () => {
      await cluster.on('k1', 'sudo systemd-run --unit=squatter python3 -m http.server 6443');
      const result = await up();
      await cluster.on('k1', 'sudo systemctl stop squatter');
      expect(failuresOf(result)).toEqual([
        expect.objectContaining({ code: 'kubernetes/preflight', cause: expect.stringContaining('port 6443') as unknown }),
      ]);
    });

    it('leaves the remains of an earlier control plane alone until it is told to clear them', async () => {
      await clear();
      await cluster.on('k1', 'sudo mkdir -p /etc/kubernetes/manifests && sudo touch /etc/kubernetes/manifests/etcd.yaml');
      const result = await up();
      expect(failuresOf(result).map(({ id, code }) => [id, code])).toEqual([['kubernetes/init@k1', 'kubernetes/stale-node']]);
      expect((await cluster.cli('down', cluster.dir, 'k1', '--yes-destroy', 'k1')).code).toBe(0);
    });

    it('converges in the same run when the control plane restarts in the middle of its init', async () => {
      const running = resultOf(cluster.begin('up', cluster.dir, '--json'));
      await underWay('k1', 'kubeadm-init');
      await cluster.on('k1', 'sudo reboot').catch(() => '');
      const result = await running;
      expect(result.code, JSON.stringify(failuresOf(result))).toBe(0);
      await expectReady('k1', 'k2');
    });

    it('converges in the same run when a worker restarts in the middle of its join', async () => {
      expect((await cluster.cli('down', cluster.dir, 'k2', '--yes-destroy', 'k2')).code).toBe(0);
      const running = resultOf(cluster.begin('up', cluster.dir, '--json'));
      await underWay('k2', 'kubeadm-join');
      await cluster.on('k2', 'sudo reboot').catch(() => '');
      const result = await running;
      expect(result.code, JSON.stringify(failuresOf(result))).toBe(0);
      await expectReady('k1', 'k2');
    });

    it('is not held up when the connection breaks during the init', async () => {
      await clear();
      const running = resultOf(cluster.begin('up', cluster.dir, '--json'));
      await underWay('k1', 'kubeadm-init');
      await cluster.on('k1', "sudo pkill -f 'sshd: pirate'").catch(() => '');
      expect((await running).code).toBe(0);
      await expectReady('k1', 'k2');
    });

    it('goes on where it was after Slipway was killed, and makes nothing twice', async () => {
      await clear();
      const first = cluster.begin('up', cluster.dir, '--json');
      await underWay('k1', 'kubeadm-init');
      first.kill('SIGKILL');
      const result = await up();
      expect(result.code, JSON.stringify(failuresOf(result))).toBe(0);
      const since = await cluster.on(
        'k1',
        'sudo journalctl -u slipway-kubeadm-init -b -o cat --no-pager | grep -c ^Started || true',
      );
      expect(Number(since)).toBeLessThanOrEqual(2);
      await expectReady('k1', 'k2');
    });

    it('is usable without a worker that never comes, and names it', async () => {
      await cluster.edit(['nodes', 1], { name: 'k[2-3]', role: 'worker', board: 'pi4', address: '10.77.0.[21-22]/24' });
      const result = await cluster.cli('up', cluster.dir);
      expect(result.code).toBe(1);
      expect(result.stdout).toContain('The cluster is usable: k1, k2 Ready. Not in it: k3.');
      await expectReady('k1', 'k2');
    });
  },
);
