import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lab, labDir } from './lab.ts';

const run = promisify(execFile);
const host = '10.77.0.1:5000';
const etcdctl = join(labDir, 'etcdctl');
const core = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => `${name}:v1.20.2`);

/**
 * Stands in for kube-vip, whose image cannot be had here, and does what it does in a network of one wire: the control plane
 * whose API server answers takes the address when nobody else has it, and lets go of it when its API server is gone. Where
 * kube-vip asks a lease in the cluster who may have it, this asks the wire (ARP), each node after a pause of its own.
 */
const standIn = `#!/bin/busybox sh
/bin/busybox --install -s /bin
[ "$1" = manager ] && [ "$vip_arp" = true ] && [ -r /etc/kubernetes/admin.conf ] || { echo "not as kube-vip is called: $*"; exit 2; }
answers() { nc -w 2 127.0.0.1 "$port" </dev/null; }
has() { ip -4 addr show dev "$vip_interface" | grep -q "inet $address/"; }
drop() { ip addr del "$address/$vip_subnet" dev "$vip_interface" 2>/dev/null; }
trap 'drop; exit 0' TERM INT
pause=$((0x$(printf %s "$vip_nodename" | md5sum | cut -c1-2) % 4 + 1))
failures=0
while :; do
  if answers; then failures=0; else failures=$((failures + 1)); fi
  if has; then
    [ $failures -lt 5 ] || { echo "the API server is gone"; drop; }
  elif [ $failures = 0 ] && sleep $pause && arping -q -D -c 2 -w 2 -I "$vip_interface" "$address"; then
    ip addr add "$address/$vip_subnet" dev "$vip_interface" && arping -q -U -c 3 -w 3 -I "$vip_interface" "$address"
    echo "$vip_nodename has $address"
  fi
  sleep 1
done
`;

export interface HaImages {
  /** For the plan's `mirrors.registry`. */
  readonly registry: string;
  /** The program itself, to look at snapshots with. */
  readonly etcdctl: string;
}

/**
 * Puts images for a cluster of several control planes into the lab's registry under `ha/`, beside those that all tests use:
 * etcd with its etcdctl, as the published image has it, and the stand-in for kube-vip.
 */
export async function serveHaImages(): Promise<HaImages> {
  const work = await mkdtemp(join(tmpdir(), 'slipway-images-'));
  try {
    for (const image of [...core, 'pause:3.2', 'coredns:1.7.0', 'busy:1'])
      await copyImage(`docker://${host}/${image}`, `docker://${host}/ha/${image}`);
    await run('apt-get', ['download', '-q', 'busybox-static', 'etcd-client'], { cwd: work });
    const tree = join(work, 'tree');
    for (const name of ['busybox-static', 'etcd-client'])
      await run('sh', ['-c', `dpkg-deb -x ./${name}_*.deb "$1"`, 'sh', join(work, name)], { cwd: work });
    await layered({ work, from: 'etcd_3.4.13-0', to: 'etcd:3.4.13-0' }, async () => {
      await mkdir(join(tree, 'usr/bin'), { recursive: true });
      await run('cp', [join(work, 'etcd-client/usr/bin/etcdctl'), join(tree, 'usr/bin/')]);
    });
    await run('cp', [join(work, 'etcd-client/usr/bin/etcdctl'), etcdctl]);
    await layered({ work, from: undefined, to: 'kube-vip/kube-vip:v1.2.3' }, async () => {
      await mkdir(join(tree, 'bin'), { recursive: true });
      await run('cp', [join(work, 'busybox-static/bin/busybox'), join(tree, 'bin/')]);
      await writeFile(join(tree, 'kube-vip'), standIn, { mode: 0o755 });
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { registry: `http://${host}/ha`, etcdctl };
}

interface Layered {
  readonly work: string;
  /** An image of the lab's layout; of nothing where undefined. */
  readonly from: string | undefined;
  readonly to: string;
}

/** An image with one layer more: what `fill` puts into the folder `tree`. */
async function layered({ work, from, to }: Layered, fill: () => Promise<void>): Promise<void> {
  const [layout, tree] = [join(work, 'oci'), join(work, 'tree')];
  await rm(layout, { recursive: true, force: true });
  await rm(tree, { recursive: true, force: true });
  const image = `${layout}:made`;
  if (from === undefined) {
    await run('umoci', ['init', '--layout', layout]);
    await run('umoci', ['new', '--image', image]);
    await run('umoci', ['config', '--image', image, '--config.entrypoint', '/kube-vip']);
  } else await run('skopeo', ['copy', '-q', '--insecure-policy', `oci:${labDir}/oci:${from}`, `oci:${image}`]);
  await fill();
  await run('tar', ['-C', tree, '--owner=0', '--group=0', '-cf', `${tree}.tar`, '.']);
  await run('umoci', ['raw', 'add-layer', '--image', image, `${tree}.tar`]);
  await copyImage(`oci:${image}`, `docker://${host}/ha/${to}`);
}

/** Copies an image from one place to another, as skopeo names them. */
export const copyImage = async (from: string, to: string): Promise<void> => {
  const plain = ['--src-tls-verify=false', '--dest-tls-verify=false'].filter((flag) =>
    (flag.startsWith('--src') ? from : to).startsWith('docker://'),
  );
  await lab('exec', 'skopeo', 'copy', '-q', '--insecure-policy', ...plain, from, to);
};
