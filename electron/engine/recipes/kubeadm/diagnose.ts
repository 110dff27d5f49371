/**
 * Shell function: says in one line each, after \`slipway: \`, why kubelet or the control plane do not come up. People should
 * read "etcd exited: no space left", not "timed out waiting for the condition".
 */
export const diagnose = `diagnose() {
  if ! systemctl -q is-active kubelet; then
    line=$(journalctl -u kubelet -n 80 -o cat --no-pager 2>/dev/null | grep -iE 'fail|error|cannot|unable' | grep -v 'Failed with result' | tail -n 1 | cut -c1-400)
    [ -z "$line" ] || echo "slipway: The kubelet does not stay up: $line"
  fi
  if [ -x "$(command -v docker)" ] && docker info >/dev/null 2>&1; then
    for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do
      id=$(docker ps -aq --filter "name=k8s_\${part}_" --filter status=exited | head -n 1)
      [ -z "$id" ] || echo "slipway: $part has ended: $(docker logs --tail 1 "$id" 2>&1 | cut -c1-300)"
    done
  elif [ -x "$(command -v crictl)" ]; then
    for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do
      id=$(crictl ps -aq --state exited --name "^$part$" 2>/dev/null | head -n 1)
      [ -z "$id" ] || echo "slipway: $part has ended: $(crictl logs --tail 1 "$id" 2>&1 | cut -c1-300)"
    done
  fi
}
`;
