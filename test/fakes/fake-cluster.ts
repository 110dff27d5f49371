/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import type {
  ClusterMember,
  ClusterSnapshot,
  KubeconfigState,
  KubectlState,
  TunnelState,
} from '../../electron/contract/cluster.ts';
import type { ClusterService } from '../../electron/contract/cluster-service.ts';
import { SlipwayError } from '../../electron/contract/errors.ts';
import type { FakeProjects } from './fake-projects.ts';
import { liveValue } from './live-value.ts';

export interface FakeCluster {
  readonly service: ClusterService;
  /** Brings the cluster up: the page finds it from now on. */
  appear(dir: string): void;
  vanish(): void;
  set(part: Partial<ClusterSnapshot>): void;
  readonly kubeconfig: { state: KubeconfigState['state'] };
}

export const member = (name: string, part: Partial<ClusterMember> = {}): ClusterMember => ({
  ...{ name, controlPlane: false, ready: 'ready', cordoned: false, kubelet: 'v1.23.17', runtime: 'docker://19.3.13' },
  ...{ os: 'Raspbian GNU/Linux 10 (buster)', kernel: '4.19.97-v7+', architecture: 'arm', address: '192.168.10.20' },
  conditions: [
    {
      type: 'MemoryPressure',
      status: 'False',
      reason: 'KubeletHasSufficientMemory',
      message: '',
      since: '2026-11-24T20:00:00Z',
      healthy: true,
    },
    {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
      since: '2026-11-24T20:01:00Z',
      healthy: true,
    },
  ],
  pods: 7,
  podsReady: 7,
  ...part,
});

/** A cluster in memory, moved by the test. */
export function fakeCluster(projects: FakeProjects): FakeCluster {
  const live = liveValue<ClusterSnapshot | undefined>(undefined);
  const kubeconfig: FakeCluster['kubeconfig'] = { state: 'absent' };
  let tunnel: TunnelState | null = null;
  let kubectl: KubectlState = { kind: 'missing' };
  const stateOf = (): KubeconfigState => ({
    ...{ path: '/home/me/.kube/config', context: 'lab', suggestion: 'lab-2', current: kubeconfig.state === 'merged' },
    ...{ state: kubeconfig.state, own: '/home/me/slipway/lab/kubeconfig' },
  });
  const path = '/home/me/.kube/config';
  const service: ClusterService = {
    choices: async ({ dir }) => {
      const { kubernetes } = projects.plan(dir);
      const reason = 'every node runs HypriotOS, whose Docker carries Kubernetes up to 1.23';
      const source = 'https://kubernetes.io/blog/2022/02/17/dockershim-faq/';
      const options = ['kubeadm', 'kubeadm-docker', 'k3s'] as const;
      return {
        track: kubernetes.track === 'auto' ? 'kubeadm-docker' : kubernetes.track,
        version: kubernetes.version === 'auto' ? '1.23.17' : kubernetes.version,
        chosenBy: kubernetes.track === 'auto' ? 'slipway' : 'plan',
        ...{ reason, source, findings: [] },
        tracks: options.map((id) => ({
          id,
          version: id === 'kubeadm-docker' ? '1.23.17' : '1.36.4',
          ...{ reason, source },
          findings:
            id === 'kubeadm'
              ? [
                  {
                    ...{ code: 'kubeadm-needs-64-bit', path: ['nodes', 0, 'image'], severity: 'error' as const, source },
                    message: 'kubeadm 1.36.4 is not built for 32-bit ARM, and hypriotos-1.12.3 on pi-master is 32-bit.',
                  },
                ]
              : [],
        })),
        networks: ['flannel', 'calico', 'cilium', 'kube-router', 'host-routes', 'manifest'].map((id) => ({ id, findings: [] })),
      };
    },
    exists: async () => live.get() !== undefined,
    async *watch(_input, signal) {
      if (live.get() === undefined) throw new SlipwayError('cluster/no-kubeconfig');
      for await (const snapshot of live.watch(signal)) if (snapshot !== undefined) yield snapshot;
    },
    kubeconfig: async () => stateOf(),
    merge: async ({ context = 'lab' }) => {
      kubeconfig.state = 'merged';
      return { path, context, backup: `${path}.slipway-20261124T220000Z.bak`, changed: true };
    },
    unmerge: async () => {
      kubeconfig.state = 'absent';
      return { path, context: 'lab', changed: true };
    },
    kubectl: async () => kubectl,
    fetchKubectl: async () =>
      (kubectl = { kind: 'found', path: '/data/kubectl/v1.23.17/kubectl', version: 'v1.23.17', skew: 'ok', fetched: true }),
    tunnel: async () => tunnel,
    openTunnel: async () => (tunnel = { server: 'https://127.0.0.1:41233', kubeconfig: '/data/tunnels/lab-41233.yaml' }),
    closeTunnel: async () => void (tunnel = null),
  };
  return {
    service,
    kubeconfig,
    appear: (dir) => live.set(firstSight(dir, projects.plan(dir).nodes)),
    vanish: () => live.set(undefined),
    set: (part) => {
      const before = live.get();
      if (before !== undefined) live.set({ ...before, ...part, revision: before.revision + 1 });
    },
  };
}

const firstSight = (dir: string, nodes: readonly { readonly name: string; readonly role: string }[]): ClusterSnapshot => ({
  dir,
  revision: 1,
  link: { kind: 'live', node: nodes[0]?.name ?? '' },
  version: 'v1.23.17',
  members: nodes.map(({ name, role }) => member(name, { controlPlane: role === 'control-plane' })),
  events: [
    {
      ...{
        id: 'e1',
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container',
        about: 'Pod shop/web-1',
      },
      ...{ count: 4, at: '2026-11-24T21:00:00Z' },
    },
    {
      ...{ id: 'e2', type: 'Normal', reason: 'Scheduled', message: 'Successfully assigned shop/web-2', about: 'Pod shop/web-2' },
      ...{ count: 1, at: '2026-11-24T20:59:00Z' },
    },
  ],
  certificates: [
    { name: 'apiserver', node: nodes[0]?.name ?? '', notAfter: '2027-11-24T20:00:00Z', authority: false },
    { name: 'kubeconfig', notAfter: '2027-11-24T20:00:00Z', authority: false },
    { name: 'ca', node: nodes[0]?.name ?? '', notAfter: '2036-11-22T20:00:00Z', authority: true },
  ],
  podsPending: 0,
});
