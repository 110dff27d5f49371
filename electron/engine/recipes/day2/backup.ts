import type { Evidence } from '../../../contract/runbook.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec } from '../cluster-spec.ts';
import { containerShell } from '../kubeadm/containers.ts';
import { mustRun, rootScript } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';
import { fetchFile, type TakeBytes } from './fetch-file.ts';

/** Where backups of this run go: `backups/<time>/` of the project, readable by its owner alone. */
export interface BackupStore {
  /** The folder of this run's backup once it is whole. */
  find(): Promise<string | undefined>;
  /** Keeps the files and makes the backup whole; returns its folder. */
  save(files: readonly BackupFile[]): Promise<string>;
}

export interface BackupFile {
  readonly name: string;
  /** Gives the content piece by piece. */
  readonly fill: (write: TakeBytes) => Promise<void>;
}

const snapshotPath = '/var/lib/etcd/slipway-snapshot.db';
const pkiPath = '/var/lib/slipway/pki.tar.gz';

const k3sServer = '/var/lib/rancher/k3s/server';

const hasControlPlane = `[ -d /var/lib/etcd/member ] || [ -d ${k3sServer}/db ]`;

/** A snapshot by etcdctl of the etcd image itself; where the image has none, the database file while etcd stands still. */
const takeSnapshot = `${containerShell}umask 077
mkdir -p /var/lib/slipway /var/lib/etcd
if [ -d ${k3sServer}/db ]; then
  systemctl stop k3s
  trap 'systemctl start k3s' EXIT
  tar -C ${k3sServer} -czf ${snapshotPath} db
  tar -C ${k3sServer} -czf ${pkiPath} tls token
  echo k3s
  exit 0
fi
tar -C /etc/kubernetes -czf ${pkiPath} pki $(cd /etc/kubernetes && ls *.conf)
rm -f ${snapshotPath}
pki=/etc/kubernetes/pki/etcd
snapshot="etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key snapshot save ${snapshotPath}"
id=$(running etcd)
if [ -n "$id" ]; then inside "$id" $snapshot >/dev/null 2>&1 || true; fi
if [ -s ${snapshotPath} ]; then echo etcdctl; exit 0; fi
manifest=/etc/kubernetes/manifests/etcd.yaml
held=/etc/kubernetes/slipway-etcd.yaml
[ ! -e "$manifest" ] || mv "$manifest" "$held"
trap '[ ! -e "$held" ] || mv "$held" "$manifest"' EXIT
left=60
while [ -n "$(running etcd)" ] && [ $left -gt 0 ]; do sleep 1; left=$((left - 1)); done
[ -z "$(running etcd)" ] || { echo 'etcd does not stand still.' >&2; exit 1; }
cp /var/lib/etcd/member/snap/db ${snapshotPath}
echo standing`;

/** The cluster's data and certificates, before anything is destroyed. */
export const backupStep = (spec: ClusterSpec, store: BackupStore): Step => {
  const { first } = spec;
  return recipeStep({
    id: `backup/etcd@${first.name}`,
    title: 'Backup of etcd and certificates',
    on: first.name,
    stage: 'backup',
    weight: 20,
    timeoutMs: minutes(15),
    does: 'Copies a snapshot of etcd and the certificates into the project, readable by you alone.',
    check: async (context): Promise<Evidence> => {
      const there = await rootScript(context, first.name, { text: hasControlPlane });
      if (there.code !== 0) return { done: true, summary: `${first.name} has no control plane: there is nothing to keep.` };
      const folder = await store.find();
      return { done: folder !== undefined, summary: folder === undefined ? 'Nothing is kept yet.' : `Kept in ${folder}.` };
    },
    act: (context) => keep(context, first.name, store),
  });
};

async function keep(context: StepContext, node: string, store: BackupStore): Promise<void> {
  const how = await mustRun(context, node, { text: takeSnapshot, timeoutMs: minutes(5), code: 'kubernetes/backup' });
  context.note(how.includes('etcdctl') ? 'Snapshot by etcdctl.' : 'Copy of the database while etcd stood still.');
  const file = (name: string, path: string): BackupFile => ({ name, fill: (write) => fetchFile(context, { node, path }, write) });
  await store.save([
    file(how.includes('k3s') ? 'k3s-db.tar.gz' : 'etcd-snapshot.db', snapshotPath),
    file('kubernetes-pki.tar.gz', pkiPath),
  ]);
  await mustRun(context, node, { text: `rm -f ${snapshotPath} ${pkiPath}` });
}
