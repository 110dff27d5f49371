import { apiVersionFor, type InitSettings, type JoinSettings } from './settings.ts';
import type { KubeadmDocument } from './schema.ts';

const apiPort = 6443;

/** A Pi on an SD card needs twice the usual times and more (kubeadm#1279, k8s#72163). */
const slow = '10m0s';
const timeouts = {
  controlPlaneComponentHealthCheck: slow,
  kubeletHealthCheck: '8m0s',
  kubernetesAPICall: '3m0s',
  etcdAPICall: '4m0s',
  tlsBootstrap: slow,
  discovery: slow,
  upgradeManifests: slow,
};

/** An SD card's fsync takes up to a second; etcd's usual 100 ms and 1 s would elect a new leader each time. */
const etcdArguments = { 'heartbeat-interval': '500', 'election-timeout': '5000' };

/** Everything `kubeadm init --config` is given, in one file of several documents. */
export const initDocuments = (settings: InitSettings): readonly KubeadmDocument[] => [
  initConfiguration(settings),
  clusterConfiguration(settings),
  kubeletConfiguration(settings),
  kubeProxyConfiguration(settings),
];

function initConfiguration({ spec, node, runtime, secrets }: InitSettings): KubeadmDocument {
  const apiVersion = apiVersionFor(spec.minor);
  const shared = {
    kind: 'InitConfiguration' as const,
    bootstrapTokens: [
      {
        token: secrets.token,
        description: 'Slipway: joins of this run',
        ttl: '1h0m0s',
        usages: ['signing' as const, 'authentication' as const],
        groups: ['system:bootstrappers:kubeadm:default-node-token'],
      },
    ],
    // Never guessed: with eth0 and wlan0 up, kubeadm takes either.
    localAPIEndpoint: { advertiseAddress: node.address, bindPort: apiPort },
    certificateKey: secrets.certificateKey,
  };
  const registration = registrationOf({ spec, node, runtime });
  if (apiVersion !== 'kubeadm.k8s.io/v1beta4') return { apiVersion, ...shared, nodeRegistration: withMap(registration) };
  return { apiVersion, ...shared, nodeRegistration: withList(registration), timeouts };
}

function clusterConfiguration({ spec }: InitSettings): KubeadmDocument {
  const apiVersion = apiVersionFor(spec.minor);
  const { podCidr, serviceCidr } = spec.kubernetes;
  const shared = {
    kind: 'ClusterConfiguration' as const,
    kubernetesVersion: spec.version,
    clusterName: spec.name,
    // Set for a single control plane too: it cannot be added later without new certificates.
    controlPlaneEndpoint: `${spec.endpoint}:${apiPort}`,
    networking: { podSubnet: podCidr, serviceSubnet: serviceCidr, dnsDomain: 'cluster.local' },
    ...imageRepository(spec),
  };
  const certSANs = certificateNames(spec);
  const dataDir = '/var/lib/etcd';
  if (apiVersion !== 'kubeadm.k8s.io/v1beta4')
    return {
      apiVersion,
      ...shared,
      apiServer: { certSANs, timeoutForControlPlane: slow },
      etcd: { local: { dataDir, extraArgs: etcdArguments } },
    };
  return {
    apiVersion,
    ...shared,
    // RSA keys take a Pi 3 many seconds each.
    encryptionAlgorithm: 'ECDSA-P256',
    apiServer: { certSANs },
    etcd: { local: { dataDir, extraArgs: pairs(etcdArguments) } },
  };
}

/** Up to 1.24 the default is k8s.gcr.io, which is frozen; its images are all in registry.k8s.io too (kubeadm#2671). */
function imageRepository({ registry, minor }: InitSettings['spec']): { readonly imageRepository?: string } {
  if (registry !== undefined) return { imageRepository: registry.repository };
  return minor <= 24 ? { imageRepository: 'registry.k8s.io' } : {};
}

/** Every name and address that a client may use for the API. */
const certificateNames = ({ controlPlanes, endpoint, domain }: InitSettings['spec']): string[] => [
  ...new Set([...controlPlanes.flatMap(({ name, address }) => [address, name, `${name}.${domain}`]), endpoint]),
];

function kubeletConfiguration({ spec, runtime }: InitSettings): KubeadmDocument {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: runtime.cgroupDriver,
    // Logs and old images fill a card of 16 GB within weeks.
    containerLogMaxSize: '5Mi',
    imageGCHighThresholdPercent: 75,
    imageGCLowThresholdPercent: 65,
    // Graceful shutdown is on by default from 1.21; before, the fields are behind a gate.
    ...(spec.minor >= 21 ? { shutdownGracePeriod: '30s', shutdownGracePeriodCriticalPods: '10s' } : {}),
    ...spec.kubernetes.kubelet,
  };
}

function kubeProxyConfiguration({ spec }: InitSettings): KubeadmDocument {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    // Said although it is the default: 1.37 warns when it is not.
    mode: 'iptables',
    ...spec.kubernetes.kubeProxy,
  };
}

/** What `kubeadm join --config` is given on a further node. */
export function joinDocuments({ spec, node, runtime, secrets, caCertHash }: JoinSettings): readonly KubeadmDocument[] {
  const apiVersion = apiVersionFor(spec.minor);
  const bootstrapToken = { apiServerEndpoint: `${spec.endpoint}:${apiPort}`, token: secrets.token, caCertHashes: [caCertHash] };
  const controlPlane =
    node.role === 'worker'
      ? {}
      : {
          controlPlane: {
            localAPIEndpoint: { advertiseAddress: node.address, bindPort: apiPort },
            certificateKey: secrets.certificateKey,
          },
        };
  const registration = registrationOf({ spec, node, runtime });
  const kind = 'JoinConfiguration' as const;
  if (apiVersion !== 'kubeadm.k8s.io/v1beta4')
    return [
      {
        apiVersion,
        kind,
        discovery: { bootstrapToken, timeout: slow },
        nodeRegistration: withMap(registration),
        ...controlPlane,
      },
    ];
  return [
    { apiVersion, kind, discovery: { bootstrapToken }, nodeRegistration: withList(registration), ...controlPlane, timeouts },
  ];
}

interface Registration {
  readonly name: string;
  readonly criSocket: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly taints?: [];
}

/** A lone control plane carries workloads; with workers it keeps its taint. */
function registrationOf({ spec, node, runtime }: Pick<InitSettings, 'spec' | 'node' | 'runtime'>): Registration {
  const schedulable = node.role === 'control-plane' && spec.nodes.length === 1;
  return {
    name: node.name,
    criSocket: runtime.criSocket,
    arguments: { 'node-ip': node.address },
    ...(schedulable ? { taints: [] } : {}),
  };
}

const withMap = ({ arguments: kubeletExtraArgs, ...rest }: Registration) => ({
  ...rest,
  kubeletExtraArgs: { ...kubeletExtraArgs },
});

const withList = ({ arguments: extra, ...rest }: Registration) => ({
  ...rest,
  kubeletExtraArgs: pairs(extra),
  // One after the other: parallel pulls make an SD card crawl.
  imagePullSerial: true,
});

const pairs = (table: Readonly<Record<string, string>>) => Object.entries(table).map(([name, value]) => ({ name, value }));
