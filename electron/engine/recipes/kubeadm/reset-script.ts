/**
 * Shell: takes Kubernetes off a node by what is there now, kubeadm first and then what it is known to leave (research 3.2):
 * CNI files and links, firewall chains, mounts of the kubelet. Harmless on a node without Kubernetes. The folder /etc/cni/net.d
 * stays: containerd watches it, and one that is made anew is not seen until containerd is restarted.
 */
export const resetScript = `PATH=$PATH:/usr/local/sbin:/usr/local/bin
if [ -x "$(command -v kubeadm)" ]; then
  kubeadm reset -f $CRI_SOCKET || true
fi
systemctl stop kubelet 2>/dev/null || true
if [ -x /usr/local/bin/k3s ]; then
  systemctl disable --now k3s 2>/dev/null || true
  pgrep -f '/var/lib/rancher/k3s/data/[^/]*/bin/containerd-shim' | xargs -r kill -9
  awk '$2 ~ "^/run/k3s|^/var/lib/rancher/k3s|^/run/netns/cni-" {print $2}' /proc/mounts | sort -r | while read -r mount; do umount -l "$mount" || true; done
  rm -rf /etc/rancher /var/lib/rancher /run/k3s /etc/systemd/system/k3s.service
fi
awk '$2 ~ "^/var/lib/kubelet" {print $2}' /proc/mounts | sort -r | while read -r mount; do umount "$mount" || umount -l "$mount" || true; done
if [ -x "$(command -v docker)" ]; then
  docker ps -aq --filter name=k8s_ | xargs -r docker rm -f >/dev/null || true
fi
systemctl disable --now slipway-routes 2>/dev/null || true
rm -rf /etc/kubernetes /var/lib/etcd /var/lib/kubelet /var/lib/cni /run/flannel /etc/cni/net.d/* /etc/slipway/routes \\
  /etc/systemd/system/slipway-routes.service /usr/local/lib/slipway/routes /root/.kube/config
mkdir -p /etc/cni/net.d /etc/kubernetes/manifests
for link in cni0 flannel.1 flannel-v6.1 vxlan.calico cilium_host cilium_net cilium_vxlan kube-ipvs0 kube-bridge nodelocaldns; do
  ip link del "$link" 2>/dev/null || true
done
chains='KUBE-|CNI-|cali|FLANNEL|slipway'
for family in iptables ip6tables; do
  if [ -x "$(command -v $family-save)" ]; then
    $family-save 2>/dev/null | grep -vE "$chains" | $family-restore 2>/dev/null || true
  fi
done
if [ -x "$(command -v ipvsadm)" ]; then ipvsadm -C || true; fi
if [ -x "$(command -v nft)" ]; then nft delete table ip kube-proxy 2>/dev/null || true; fi
systemctl daemon-reload
`;
