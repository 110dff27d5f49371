import { containerShell } from './containers.ts';

/**
 * Shell function: says in one line each, after \`slipway: \`, why kubelet or the control plane do not come up. People should
 * read "etcd exited: no space left", not "timed out waiting for the condition".
 */
export const diagnose = `${containerShell}diagnose() {
  if ! systemctl -q is-active kubelet; then
    line=$(journalctl -u kubelet -n 80 -o cat --no-pager 2>/dev/null | grep -iE 'fail|error|cannot|unable' | grep -v 'Failed with result' | tail -n 1 | cut -c1-400)
    [ -z "$line" ] || echo "slipway: The kubelet does not stay up: $line"
  fi
  for part in etcd kube-apiserver kube-controller-manager kube-scheduler; do
    line=$(last_word "$part" | cut -c1-300)
    [ -z "$line" ] || echo "slipway: $part has ended: $line"
  done
}
`;
