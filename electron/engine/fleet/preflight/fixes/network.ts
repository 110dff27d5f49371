import { fixScript, type Fix } from './fix.ts';

const check = String.raw`
[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] || fail 'Packets are not forwarded.'
[ -f /etc/modules-load.d/slipway.conf ] && [ -f /etc/sysctl.d/99-slipway.conf ] || fail 'After a boot the settings would be gone.'
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then
  [ "$(cat /proc/sys/net/bridge/bridge-nf-call-iptables)" = 1 ] || fail 'Bridged packets do not pass iptables.'
elif modprobe -n -q br_netfilter; then fail 'br_netfilter is not loaded.'; fi
`;

/** A setting whose module this kernel does not have is not an error: the kernel may have it built in. */
const act = String.raw`
printf '%s\n' overlay br_netfilter | put /etc/modules-load.d/slipway.conf
printf '%s\n' 'net.ipv4.ip_forward = 1' 'net.bridge.bridge-nf-call-iptables = 1' 'net.bridge.bridge-nf-call-ip6tables = 1' | put /etc/sysctl.d/99-slipway.conf
for module in overlay br_netfilter; do modprobe -q "$module" || true; done
for setting in net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-ip6tables; do
  file=/proc/sys/$(echo "$setting" | tr . /)
  if [ -e "$file" ]; then echo 1 >"$file"; fi
done
`;

/** Modules and sysctl values for pods, now and at each boot (kubernetes.io, "container runtimes"). */
export const podNetworkFix = (): Fix => ({
  code: 'network-not-prepared',
  text: 'Prepare the kernel for the network of pods',
  check: () => fixScript(check),
  act: () => fixScript(act),
  reboots: false,
});
