import { guard } from './guard.ts';

/**
 * Loads every core and `$2` MiB of memory for `$1` seconds, as `stress -i … -m …` of founding document 004 did. Prints the tool,
 * then a line a second; ends early with code 3 when the tool did.
 */
export const stressScript = String.raw`${guard}
seconds=$1 memory=$2 pids=
cores=$(getconf _NPROCESSORS_ONLN || echo 1)
clean() { for pid in $pids; do kill "$pid" 2>/dev/null; done; wait 2>/dev/null; }
limit=
have timeout && limit="timeout $((seconds + 10))"
start() { "$@" </dev/null >/dev/null 2>&1 & pids="$pids $!"; }
spin() { end=$1; while [ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ]; do i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; done; }
churn() { end=$1; while [ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ]; do head -c "$2"m /dev/zero | tail -c "$2"m >/dev/null; done; }
if have stress-ng; then
  tell tool stress-ng
  start $limit stress-ng --cpu "$cores" --cpu-method matrixprod --vm 1 --vm-bytes "$memory"m --timeout "$seconds"s --quiet
elif have stress; then
  tell tool stress
  start $limit stress --cpu "$cores" --vm 1 --vm-bytes "$memory"M --timeout "$seconds"
else
  tell tool sh
  end=$(( $(cut -d. -f1 /proc/uptime) + seconds ))
  core=0
  while [ $core -lt "$cores" ]; do start spin $end; core=$((core + 1)); done
  start churn $end "$memory"
fi
began=$(cut -d. -f1 /proc/uptime)
while :; do
  ran=$(( $(cut -d. -f1 /proc/uptime) - began ))
  tell ran "$ran"
  [ "$ran" -ge "$seconds" ] && exit 0
  alive=no
  for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive=yes; done
  if [ $alive = no ]; then [ "$ran" -ge $((seconds - 2)) ] && exit 0; exit 3; fi
  sleep 1
done
`;
