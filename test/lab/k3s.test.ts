import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedBy, failuresOf, labCluster, type LabCluster } from './lab-cluster.ts';
import { labDown, labObstacle, labUp } from './lab.ts';
import { serveK3s } from './stand-ins.ts';

const obstacle = labObstacle();
const nodes = ['l1', 'l2', 'l3'];

describe.skipIf(obstacle !== undefined)(
  `k3s, one server and two agents${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    let cluster: LabCluster;
    const readyNodes = async (): Promise<readonly string[]> =>
      (await cluster.kubectl('get', 'nodes', '--no-headers'))
        .split('\n')
        .map((line) => line.split(/\s+/))
        .flatMap(([name = '', state]) => (state === 'Ready' ? [name] : []))
        .sort();

    beforeAll(async () => {
      await labUp();
      const mirrors = await serveK3s();
      const kubernetes = { track: 'k3s', version: '1.36.4', cni: 'flannel' };
      cluster = await labCluster({ nodes: 3, flavour: 'raspios', letter: 'l', kubernetes, mirrors, kubectl: 'sudo k3s kubectl' });
      await cluster.boot(...nodes);
      await cluster.cli('find', cluster.dir, '--wait', '120');
    });
    afterAll(async () => {
      await cluster.end();
      await labDown();
    });

    it('is made Ready by one command, its agents by the token of the server', async () => {
      const began = Date.now();
      const result = await cluster.cli('up', cluster.dir, '--json');
      expect(failuresOf(result), result.stderr).toEqual([]);
      process.stderr.write(`k3s, to all Ready: ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
      expect(await readyNodes()).toEqual(nodes);
      expect(await cluster.on('l2', 'sudo cat /etc/rancher/k3s/config.yaml')).toMatch(/token: K10[0-9a-f]{64}::server:/);
      expect(await cluster.on('l2', 'stat -c %a /etc/rancher/k3s/config.yaml')).toBe('600');
    });

    it('is left as it is by a second command', async () => {
      expect(changedBy(await cluster.cli('up', cluster.dir, '--json'))).toEqual([]);
    });

    it('has a stand-in that lets no option through that k3s does not have, and no token of another server', async () => {
      const said = (edit: string): Promise<string> =>
        cluster.on(
          'l3',
          `sudo sh -c 'cp /etc/rancher/k3s/config.yaml /tmp/kept; systemctl stop k3s; ${edit} /etc/rancher/k3s/config.yaml; mv /etc/kubernetes/kubelet.conf /tmp; timeout 60 k3s agent 2>&1 | grep fatal; mv /tmp/kubelet.conf /etc/kubernetes/; cp /tmp/kept /etc/rancher/k3s/config.yaml; systemctl start k3s'`,
        );
      expect(await said('sed -i "\\$a no-flannel: true"')).toContain('flag provided but not defined: -no-flannel');
      expect(await said('sed -i "s/K10..../K100000/"')).toContain('token CA hash does not match');
    });

    it('is taken down, and nothing is left', async () => {
      const result = await cluster.cli('down', cluster.dir, '--yes-destroy', 'lab', '--json');
      expect(failuresOf(result), result.stderr).toEqual([]);
      for (const node of nodes) {
        expect(await cluster.on(node, 'ls -d /etc/rancher /var/lib/rancher /run/k3s 2>/dev/null; pgrep -x kubelet || true')).toBe(
          '',
        );
        expect(await cluster.on(node, 'ip -o link show cni0 2>/dev/null; pgrep -f "[r]ancher/k3s" || true')).toBe('');
      }
    });
  },
);
