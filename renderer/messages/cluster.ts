import type {
  ClusterCertificate,
  ClusterMember,
  ClusterSnapshot,
  KubeconfigState,
  KubectlState,
} from '../../electron/contract/cluster.ts';
import { dateTime, plural } from './format.ts';

export const cluster = {
  title: 'How is the cluster?',
  none: 'There is no cluster yet. Start Kubernetes first.',
  toKubernetes: 'Start Kubernetes',
  lead: ({ members, podsPending, version }: ClusterSnapshot) =>
    [
      `${String(members.filter(({ ready }) => ready === 'ready').length)} of ${plural(members.length, 'node')} Ready`,
      plural(
        members.reduce((sum, { pods }) => sum + pods, 0),
        'pod',
      ),
      ...(podsPending === 0 ? [] : [`${plural(podsPending, 'pod')} without a place`]),
      ...(version === '' ? [] : [`Kubernetes ${version}`]),
    ].join(' · '),
  link: {
    connecting: 'Connecting to the API server through SSH …',
    live: (node: string) => `Live, through ${node}`,
    lost: 'The cluster cannot be heard just now. What is shown is what was seen last.',
    retrying: 'Slipway keeps trying.',
  },
  nodes: 'Nodes',
  columns: { name: 'Node', state: 'State', version: 'Version', pods: 'Pods', system: 'System' },
  ready: { ready: 'Ready', 'not-ready': 'Not ready', unknown: 'Not heard of' } satisfies Record<ClusterMember['ready'], string>,
  cordoned: 'takes no new pods',
  controlPlane: 'control plane',
  worker: 'worker',
  pods: ({ pods, podsReady }: ClusterMember) =>
    pods === podsReady ? String(pods) : `${String(podsReady)} of ${String(pods)} ready`,
  conditions: (name: string) => `Conditions of ${name}`,
  condition: { True: 'yes', False: 'no', Unknown: 'not known' },
  events: 'Events',
  noEvents: 'Nothing has happened in the last hour.',
  event: { Normal: 'Normal', Warning: 'Warning' },
  times: (count: number) => (count > 1 ? `${String(count)} times` : ''),
  warningsOnly: 'Warnings only',
  certificates: 'Certificates',
  certificatesLead: (soonest: string) =>
    `The first ends ${soonest}. On the control plane, “kubeadm certs renew all” renews them for a year.`,
  certificate: ({ name, node }: ClusterCertificate) => (node === undefined ? name : `${name} on ${node}`),
  expiry: (iso: string, now: number) => {
    const days = Math.floor((Date.parse(iso) - now) / 86_400_000);
    return days < 0 ? 'expired' : days > 730 ? `in ${String(Math.floor(days / 365))} years` : `in ${plural(days, 'day')}`;
  },
  until: (iso: string) => dateTime(iso),
  access: 'Your kubectl',
  kubeconfig: {
    state: {
      absent: (path: string) => `This cluster is not in ${path}.`,
      merged: (path: string, context: string) => `It is in ${path} as “${context}”.`,
      outdated: (path: string, context: string) => `${path} has an older entry, “${context}”, of this project.`,
      taken: (path: string, context: string) =>
        `${path} has an entry “${context}” that is not of this project. It stays as it is.`,
    } satisfies Record<KubeconfigState['state'], (path: string, context: string) => string>,
    merge: 'Add it',
    update: 'Bring it up to date',
    mergeAs: (name: string) => `Add it as “${name}”`,
    remove: 'Take it out',
    use: 'Make it the current context',
    keeps: 'Nothing else in the file changes; a copy of it is kept beside it.',
    merged: (context: string) => `kubectl --context ${context} get nodes`,
    backup: (path: string) => `Done. The file as it was is in ${path}.`,
    done: 'Done.',
    copyOwn: 'Copy a command that uses the project’s own file',
  },
  kubectl: {
    state: (state: KubectlState) => {
      if (state.kind === 'missing') return 'kubectl was not found on this computer.';
      const from = state.fetched ? 'fetched by Slipway' : 'yours';
      const skew = { ok: '', unknown: '', older: '; it is too old for this cluster', newer: '; it is too new for this cluster' }[
        state.skew
      ];
      return `${state.path}, ${state.version}, ${from}${skew}.`;
    },
    fetch: 'Fetch the one that fits',
  },
  tunnel: {
    title: 'Tunnel for other programs',
    closed: 'Leads from this computer to the API server through SSH, also where port 6443 is closed.',
    open: (server: string) => `Open at ${server}, until it is closed or Slipway ends.`,
    start: 'Open a tunnel',
    stop: 'Close it',
    copy: 'Copy a command that uses it',
  },
  smoke: {
    title: 'Does it work?',
    lead: 'Starts a small deployment on every node, asks it from every other, asks its service, and takes it away again.',
    start: 'Try the cluster',
  },
  down: {
    title: 'Take the cluster down',
    lead: 'Resets every node to what it was before Kubernetes, and proves that nothing is left.',
    start: 'Take it down …',
    question: (name: string) => `Take “${name}” down?`,
    lost: 'Every pod, every volume on the nodes and everything that Kubernetes remembers is lost.',
    backup:
      'First a copy of etcd and of all keys and certificates is put into the project folder, under `backups`. If you added the cluster to your own kubeconfig, its entry is taken out there; a copy of that file is kept.',
    typed: (name: string) => `Type ${name} to confirm`,
    mismatch: (name: string) => `This is not ${name}.`,
    confirm: (nodes: number) => `Take down ${plural(nodes, 'node')}`,
    keep: 'Keep it',
  },
  say: {
    lost: 'The connection to the cluster is lost.',
    notReady: (node: string) => `${node} is not ready.`,
    ready: (node: string) => `${node} is ready.`,
  },
} as const;
