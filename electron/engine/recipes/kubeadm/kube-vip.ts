import { stringify } from 'yaml';
import { SlipwayError } from '../../../contract/errors.ts';
import type { Step, StepContext } from '../../runbook/step.ts';
import type { ClusterSpec, NodeSpec } from '../cluster-spec.ts';
import { fileSums, filesInput, listMissing, putFiles, type RecipeFile } from '../node-files.ts';
import { mustRun, runCheck } from '../node-script.ts';
import { minutes, recipeStep } from '../recipe-step.ts';

const image = 'kube-vip/kube-vip:v1.2.3';

interface VipSettings {
  readonly spec: ClusterSpec;
  readonly virtualAddress: string;
  /** Network interface that has the node's address. */
  readonly device: string;
  /** Which kubeconfig of the node it uses. */
  readonly kubeconfig: 'admin.conf' | 'super-admin.conf';
}

/**
 * kube-vip as a static pod (pkg/kubevip/config_generator.go of v1.2.3): one of the control planes holds the address by a
 * lease in the cluster. The lease times suit SD cards: with the usual 5/3/1 s a slow write moves the address.
 */
export const kubeVipManifest = ({ spec, virtualAddress, device, kubeconfig }: VipSettings): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'kube-vip', namespace: 'kube-system' },
    spec: {
      hostNetwork: true,
      hostAliases: [{ ip: '127.0.0.1', hostnames: ['kubernetes'] }],
      containers: [
        {
          name: 'kube-vip',
          image: `${spec.registry?.repository ?? 'ghcr.io'}/${image}`,
          imagePullPolicy: 'IfNotPresent',
          args: ['manager'],
          env: environment(virtualAddress, device),
          securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] } },
          volumeMounts: [{ name: 'kubeconfig', mountPath: '/etc/kubernetes/admin.conf' }],
        },
      ],
      volumes: [{ name: 'kubeconfig', hostPath: { path: `/etc/kubernetes/${kubeconfig}` } }],
    },
  });

function environment(virtualAddress: string, device: string): readonly object[] {
  const values = {
    vip_arp: 'true',
    vip_interface: device,
    vip_subnet: '32',
    port: '6443',
    address: virtualAddress,
    cp_enable: 'true',
    cp_namespace: 'kube-system',
    svc_enable: 'false',
    vip_leaderelection: 'true',
    vip_leasename: 'plndr-cp-lock',
    vip_leaseduration: '15',
    vip_renewdeadline: '10',
    vip_retryperiod: '2',
  };
  const named = Object.entries(values).map(([name, value]) => ({ name, value }));
  return [...named, { name: 'vip_nodename', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }];
}

/** The interface with the node's own address. Errors: `kubernetes/node-setting` when none has it. */
async function deviceOf(context: StepContext, { name, address }: NodeSpec): Promise<string> {
  const text = 'ip -o -4 addr show | awk -v ip="$1/" \'index($4, ip) == 1 {print $2; exit}\'';
  const device = (await mustRun(context, name, { text, args: [address] })).trim();
  if (!/^[A-Za-z0-9_.-]{1,15}$/.test(device))
    throw new SlipwayError('kubernetes/node-setting', `${name} has no interface with the address ${address}.`);
  return device;
}

/**
 * What the first control plane needs before its init: the address must be up when kubeadm asks the API there. From 1.29 on
 * admin.conf has no rights that early (kube-vip#684). Undefined for a cluster without a virtual address.
 */
export async function initialKubeVip(context: StepContext, spec: ClusterSpec): Promise<string | undefined> {
  const { virtualAddress, first, minor } = spec;
  if (virtualAddress === undefined) return undefined;
  const kubeconfig = minor >= 29 ? 'super-admin.conf' : 'admin.conf';
  return kubeVipManifest({ spec, virtualAddress, device: await deviceOf(context, first), kubeconfig });
}

const check = `${listMissing}
[ -z "$missing" ] || todo 'kube-vip is not set up on this control plane.'
[ "$(curl -fsk --max-time 5 "https://$1:6443/livez" 2>/dev/null)" = ok ] || todo "The API does not answer at $1."
ok "kube-vip is set up for $1, and the API answers there."`;

/**
 * A changed manifest makes the kubelet start kube-vip anew, and the address goes for a moment. Settled when the API has answered
 * there for ten seconds on end.
 */
const apply = `${putFiles}calm=0
for _ in $(seq 90); do
  if [ "$(curl -fsk --max-time 5 "https://$1:6443/livez" 2>/dev/null)" = ok ]; then calm=$((calm + 1)); else calm=0; fi
  [ $calm -lt 6 ] || exit 0
  sleep 2
done
echo "The API does not answer at $1." >&2
exit 1`;

/** kube-vip on a control plane that is in the cluster: a joining one has no super-admin.conf. */
export function kubeVipSteps(spec: ClusterSpec, joined: (node: string) => string): readonly Step[] {
  const { virtualAddress } = spec;
  if (virtualAddress === undefined) return [];
  const fileFor = async (context: StepContext, node: NodeSpec): Promise<RecipeFile> => ({
    path: '/etc/kubernetes/manifests/kube-vip.yaml',
    mode: '0600',
    content: kubeVipManifest({ spec, virtualAddress, device: await deviceOf(context, node), kubeconfig: 'admin.conf' }),
  });
  return spec.controlPlanes.map((node) =>
    recipeStep({
      id: `kubernetes/kube-vip@${node.name}`,
      title: `Virtual address ${virtualAddress}`,
      on: node.name,
      stage: 'kubernetes',
      needs: [joined(node.name)],
      weight: 3,
      does: `Lets this control plane take over the address ${virtualAddress} when the one that has it fails.`,
      check: async (context) =>
        runCheck(context, node.name, { text: check, args: [virtualAddress], stdin: fileSums([await fileFor(context, node)]) }),
      act: async (context) => {
        const stdin = filesInput([await fileFor(context, node)]);
        const args = [virtualAddress];
        await mustRun(context, node.name, { text: apply, args, stdin, timeoutMs: minutes(4), code: 'kubernetes/api-down' });
      },
    }),
  );
}
