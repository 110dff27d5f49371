import { z } from 'zod';

const duration = z.string().regex(/^(\d+h)?(\d+m)?(\d+s)?$/);
const address = z.string().min(1);
const token = z.string().regex(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
const key = z.string().regex(/^[0-9a-f]{64}$/);

const bootstrapToken = z.strictObject({
  token,
  description: z.string().optional(),
  ttl: duration.optional(),
  usages: z.array(z.enum(['signing', 'authentication'])).optional(),
  groups: z.array(z.string().startsWith('system:bootstrappers:')).optional(),
});
const apiEndpoint = z.strictObject({ advertiseAddress: address, bindPort: z.number().int().optional() });
const taint = z.strictObject({
  key: z.string(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});
const networking = z.strictObject({ podSubnet: z.string(), serviceSubnet: z.string(), dnsDomain: z.string().optional() });
const discovery = z.strictObject({
  bootstrapToken: z.strictObject({
    apiServerEndpoint: z.string(),
    token,
    caCertHashes: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)).min(1),
  }),
  timeout: duration.optional(),
});
const joinControlPlane = z.strictObject({ localAPIEndpoint: apiEndpoint, certificateKey: key });

/** v1beta4 has a list of arguments, so that one may be given twice; before, a map. */
const argumentList = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const argumentMap = z.record(z.string(), z.string());

const nodeRegistration = {
  name: z.string(),
  criSocket: z.string(),
  taints: z.array(taint).optional(),
};
const listRegistration = z.strictObject({
  ...nodeRegistration,
  kubeletExtraArgs: argumentList.optional(),
  ignorePreflightErrors: z.array(z.string()).optional(),
  imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional(),
  imagePullSerial: z.boolean().optional(),
});
const mapRegistration = z.strictObject({
  ...nodeRegistration,
  kubeletExtraArgs: argumentMap.optional(),
  ignorePreflightErrors: z.array(z.string()).optional(),
});
const timeouts = z.strictObject({
  controlPlaneComponentHealthCheck: duration.optional(),
  kubeletHealthCheck: duration.optional(),
  kubernetesAPICall: duration.optional(),
  etcdAPICall: duration.optional(),
  tlsBootstrap: duration.optional(),
  discovery: duration.optional(),
  upgradeManifests: duration.optional(),
});

const v1beta4 = z.literal('kubeadm.k8s.io/v1beta4');
const older = z.enum(['kubeadm.k8s.io/v1beta2', 'kubeadm.k8s.io/v1beta3']);

const initNew = z.strictObject({
  apiVersion: v1beta4,
  kind: z.literal('InitConfiguration'),
  bootstrapTokens: z.array(bootstrapToken),
  localAPIEndpoint: apiEndpoint,
  nodeRegistration: listRegistration,
  certificateKey: key,
  timeouts: timeouts.optional(),
});
const initOld = z.strictObject({
  apiVersion: older,
  kind: z.literal('InitConfiguration'),
  bootstrapTokens: z.array(bootstrapToken),
  localAPIEndpoint: apiEndpoint,
  nodeRegistration: mapRegistration,
  certificateKey: key,
});

const clusterShared = {
  kind: z.literal('ClusterConfiguration'),
  kubernetesVersion: z.string().regex(/^v\d+\.\d+\.\d+$/),
  clusterName: z.string(),
  controlPlaneEndpoint: z.string(),
  networking,
  imageRepository: z.string().optional(),
};
const clusterNew = z.strictObject({
  apiVersion: v1beta4,
  ...clusterShared,
  encryptionAlgorithm: z.enum(['RSA-2048', 'RSA-3072', 'RSA-4096', 'ECDSA-P256']).optional(),
  certificateValidityPeriod: duration.optional(),
  caCertificateValidityPeriod: duration.optional(),
  apiServer: z.strictObject({ certSANs: z.array(z.string()) }),
  etcd: z.strictObject({ local: z.strictObject({ dataDir: z.string(), extraArgs: argumentList }) }),
});
const clusterOld = z.strictObject({
  apiVersion: older,
  ...clusterShared,
  apiServer: z.strictObject({ certSANs: z.array(z.string()), timeoutForControlPlane: duration }),
  etcd: z.strictObject({ local: z.strictObject({ dataDir: z.string(), extraArgs: argumentMap }) }),
});

const joinNew = z.strictObject({
  apiVersion: v1beta4,
  kind: z.literal('JoinConfiguration'),
  discovery: discovery.omit({ timeout: true }),
  nodeRegistration: listRegistration,
  controlPlane: joinControlPlane.optional(),
  timeouts: timeouts.optional(),
});
const joinOld = z.strictObject({
  apiVersion: older,
  kind: z.literal('JoinConfiguration'),
  discovery,
  nodeRegistration: mapRegistration,
  controlPlane: joinControlPlane.optional(),
});

const kubelet = z.strictObject({
  apiVersion: z.literal('kubelet.config.k8s.io/v1beta1'),
  kind: z.literal('KubeletConfiguration'),
  cgroupDriver: z.enum(['systemd', 'cgroupfs']),
  failSwapOn: z.boolean().optional(),
  maxPods: z.number().int().optional(),
  containerLogMaxSize: z.string().optional(),
  imageGCHighThresholdPercent: z.number().int().optional(),
  imageGCLowThresholdPercent: z.number().int().optional(),
  systemReserved: z.record(z.string(), z.string()).optional(),
  evictionHard: z.record(z.string(), z.string()).optional(),
  shutdownGracePeriod: duration.optional(),
  shutdownGracePeriodCriticalPods: duration.optional(),
});
const kubeProxy = z.strictObject({
  apiVersion: z.literal('kubeproxy.config.k8s.io/v1alpha1'),
  kind: z.literal('KubeProxyConfiguration'),
  mode: z.enum(['iptables', 'ipvs', 'nftables']),
  conntrack: z.strictObject({ maxPerCore: z.number().int().optional(), min: z.number().int().optional() }).optional(),
});

/**
 * The documents of kubeadm's configuration that Slipway writes, as https://kubernetes.io/docs/reference/config-api/ has them;
 * strict, because kubeadm only warns of an unknown field and then goes on without it.
 */
export const kubeadmDocumentSchema = z.union([initNew, initOld, clusterNew, clusterOld, joinNew, joinOld, kubelet, kubeProxy]);
export type KubeadmDocument = z.output<typeof kubeadmDocumentSchema>;
