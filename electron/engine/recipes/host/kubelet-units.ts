import type { ClusterSpec } from '../cluster-spec.ts';
import type { RecipeFile } from '../node-files.ts';

/** As the Debian package of kubelet has them (kubernetes/release cmd/krel/templates), but for the place of the program. */
export function kubeletUnits({ track }: ClusterSpec): readonly RecipeFile[] {
  const runtime = track === 'kubeadm-docker' ? 'docker.service' : 'containerd.service';
  return [
    { path: '/etc/systemd/system/kubelet.service', mode: '0644', content: unit(runtime) },
    { path: '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf', mode: '0644', content: dropIn },
  ];
}

const unit = (runtime: string): string => `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target ${runtime}

[Service]
ExecStart=/usr/local/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;

const dropIn = `[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;
