type KubeObject = Readonly<Record<string, unknown>> & { readonly metadata: Readonly<Record<string, unknown>> };

interface NodeParts {
  readonly ready?: 'True' | 'False' | 'Unknown';
  readonly controlPlane?: boolean;
  readonly message?: string;
}

/** A Node as an API server gives it, near enough. */
export function kubeNode(name: string, { ready = 'True', controlPlane = false, message = '' }: NodeParts = {}): KubeObject {
  const since = '2026-11-24T20:00:00Z';
  return {
    kind: 'Node',
    metadata: {
      name,
      uid: `uid-${name}`,
      labels: { 'kubernetes.io/hostname': name, ...(controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {}) },
    },
    spec: {},
    status: {
      addresses: [{ type: 'InternalIP', address: '192.168.10.20' }],
      conditions: [
        { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: '', lastTransitionTime: since },
        { type: 'Ready', status: ready, reason: 'KubeletReady', message, lastTransitionTime: since },
      ],
      nodeInfo: {
        kubeletVersion: 'v1.36.4',
        containerRuntimeVersion: 'containerd://2.2.1',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        kernelVersion: '6.12.47+rpt-rpi-v8',
        architecture: 'arm64',
      },
    },
  };
}

export const kubePod = (uid: string, node: string, { phase = 'Running', ready = true } = {}): KubeObject => ({
  kind: 'Pod',
  metadata: { name: uid, namespace: 'default', uid },
  spec: { containers: [], ...(node === '' ? {} : { nodeName: node }) },
  status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

export const kubeEvent = (uid: string, message: string, at = '2026-11-24T21:00:00Z'): KubeObject => ({
  kind: 'Event',
  metadata: { name: uid, namespace: 'default', uid },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web-1' },
  type: 'Warning',
  reason: 'BackOff',
  message,
  count: 3,
  lastTimestamp: at,
});
