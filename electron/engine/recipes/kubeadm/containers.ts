/**
 * Shell functions about containers of the control plane. \`running NAME\` prints the id of the one that runs, \`inside ID PROGRAM …\`
 * runs a program in it, \`last_word NAME\` prints the last line of one that has ended. Docker is asked for what is its own: a node
 * may have both. For containerd it is ctr, which comes with it; crictl comes with nobody since kubeadm's package left it out (1.32).
 */
export const containerShell = `docked() { [ -x "$(command -v docker)" ] && systemctl -q is-active docker; }
ctr_of() { ctr -n k8s.io "$@" 2>/dev/null </dev/null; }
running() {
  if docked; then
    id=$(docker ps -qf "name=k8s_$1_" | head -n 1)
    if [ -n "$id" ]; then echo "$id"; return 0; fi
  fi
  for id in $(ctr_of containers ls -q "labels.\\"io.kubernetes.container.name\\"==$1"); do
    if ctr_of tasks ls | grep -q "^$id .*RUNNING"; then echo "$id"; return 0; fi
  done
}
inside() {
  id=$1
  shift
  if docked && docker inspect "$id" >/dev/null 2>&1; then docker exec -e ETCDCTL_API=3 "$id" "$@"
  else ctr -n k8s.io tasks exec --exec-id "slipway$$" "$id" "$@" </dev/null; fi
}
last_word() {
  if [ -n "$(running "$1")" ]; then return 0; fi
  id=''
  if docked; then id=$(docker ps -aq --filter "name=k8s_$1_" --filter status=exited | head -n 1); fi
  if [ -n "$id" ]; then docker logs --tail 1 "$id" 2>&1
  else tail -qn 1 $(ls -t /var/log/pods/kube-system_"$1"-*/"$1"/*.log 2>/dev/null | head -n 1) </dev/null | cut -d' ' -f4-; fi
}
`;
