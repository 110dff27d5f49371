/** What a control plane's disk and API say. */
export interface InitFacts {
  /** /etc/kubernetes/admin.conf is there. */
  readonly adminConf: boolean;
  /** Static pod manifests or etcd's data are there. */
  readonly remains: boolean;
  /** Slipway's own init began here and has not ended. */
  readonly begun: boolean;
  /** `/readyz` says ok and kubeadm's configuration is in the cluster. */
  readonly serving: boolean;
  /** The cluster's name in kubeadm's configuration; empty when it cannot be read. */
  readonly clusterName: string;
}

/**
 * Decided by what is there, never by memory (research/kubernetes.md 3.2). \`half\`: our own try that never ended; nothing of
 * value is in it. \`silent\`: a control plane that once was whole and does not answer, mostly because it just starts.
 * \`foreign\`: of another cluster.
 */
export type InitState = 'absent' | 'half' | 'silent' | 'foreign' | 'serving';

/** Reads the probe's `key=value` lines and decides. */
export function initState(facts: InitFacts, clusterName: string): InitState {
  if (facts.begun) return 'half';
  if (facts.serving) return facts.clusterName === clusterName ? 'serving' : 'foreign';
  if (facts.adminConf) return 'silent';
  return facts.remains ? 'foreign' : 'absent';
}

/** Reads what {@link initProbe} printed. */
export function readInitFacts(output: string): InitFacts {
  const values = new Map(output.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const flag = (key: string): boolean => values.get(key) === '1';
  return {
    adminConf: flag('admin'),
    remains: flag('remains'),
    begun: flag('begun'),
    serving: flag('serving'),
    clusterName: values.get('cluster')?.trim() ?? '',
  };
}

/** Written before kubeadm starts, removed when it has ended well. */
export const initMarker = '/var/lib/slipway/kubeadm-init.yaml';

export const initProbe = `PATH=$PATH:/usr/local/bin
flag() { if [ -e "$2" ]; then echo "$1=1"; else echo "$1=0"; fi; }
flag admin /etc/kubernetes/admin.conf
flag begun ${initMarker}
remains=0
for path in /var/lib/etcd/member /etc/kubernetes/manifests/*.yaml /etc/kubernetes/*.conf; do [ ! -e "$path" ] || remains=1; done
echo remains=$remains
export KUBECONFIG=/etc/kubernetes/admin.conf
if [ -e "$KUBECONFIG" ] && [ "$(kubectl --request-timeout=10s get --raw=/readyz 2>/dev/null)" = ok ] &&
  config=$(kubectl --request-timeout=10s -n kube-system get configmap kubeadm-config -o 'jsonpath={.data.ClusterConfiguration}' 2>/dev/null); then
  echo serving=1
  printf '%s\\n' "$config" | sed -n 's/^clusterName: /cluster=/p'
else
  echo serving=0
fi`;
