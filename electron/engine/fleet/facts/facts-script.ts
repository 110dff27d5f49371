/**
 * One POSIX script, one round trip (design §8); runs on Debian 8 to 13 and Ubuntu, as root or, with fewer facts, as the login.
 *
 * Each section begins with a line `=name`; what a command or file says is put under it with a blank before each line, so that
 * nothing a node says can begin a section. A tool that is missing leaves its section empty. Whatever could hang or be
 * slow is bounded: `df` on a dead NFS mount, D-Bus, DNS, programs on a dying card. cloud-init is asked through its files
 * in /run because its own command takes seconds on a Pi 3.
 */
export const factsScript = String.raw`
LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/opt/vc/bin; export PATH
bounded() { if command -v timeout >/dev/null 2>&1; then timeout 3 "$@"; else "$@"; fi; }
say() { printf '\n=%s\n' "$1"; shift; "$@" 2>/dev/null </dev/null | head -c 32768 | sed 's/^/ /'; }

board() {
  tr '\000' '\n' </proc/device-tree/model
  sed -n 's/^Revision[^:]*: */revision /p' /proc/cpuinfo
}
memory() { sed -n '1p' /proc/meminfo; }
cores() { getconf _NPROCESSORS_ONLN || nproc; }
architecture() { dpkg --print-architecture; }
page() { getconf PAGE_SIZE || getconf PAGESIZE; }
hypriot() { cat /etc/os-release /boot/os-release | sed -n 's/^HYPRIOT_IMAGE_VERSION=//p' | head -n 1; }
cgroup_kind() { stat -fc %T /sys/fs/cgroup; }
cmdline_file() {
  for file in /boot/firmware/cmdline.txt /boot/cmdline.txt; do
    [ -f "$file" ] || continue
    printf '%s\n' "$file"; cat "$file"; return
  done
}
file_systems() { bounded df -PlkT; }
root_disk() {
  device=$(findmnt -n -o SOURCE / || sed -n 's/^\([^ ]*\) \/ .*/\1/p' /proc/mounts | tail -n 1)
  printf 'device %s\n' "$device"
  block=$(readlink -f "/sys/class/block/$(basename "$(readlink -f "$device")")")
  [ -f "$block/partition" ] || return
  printf 'partition %s %s %s\n' "$(cat "$block/start")" "$(cat "$block/size")" "$(cat "$block/../size")"
}
swap_makers() {
  [ -e /etc/dphys-swapfile ] && echo dphys-swapfile
  for file in /etc/rpi/swap.conf /usr/lib/systemd/system-generators/rpi-swap-generator /lib/systemd/system-generators/rpi-swap-generator; do
    [ -e "$file" ] && echo rpi-swap
  done
  sed -n 's/^[[:space:]]*\([^#[:space:]][^[:space:]]*\)[[:space:]][[:space:]]*[^[:space:]][^[:space:]]*[[:space:]][[:space:]]*swap[[:space:]].*/fstab \1/p' /etc/fstab
}
clock_service() {
  for unit in systemd-timesyncd chrony chronyd ntpsec ntp ntpd openntpd; do
    [ "$(bounded systemctl is-active "$unit")" = active ] && printf '%s\n' "$unit"
  done
}
macs() { for card in /sys/class/net/*; do printf '%s %s\n' "$(basename "$card")" "$(cat "$card/address")"; done; }
own_name() { bounded getent ahosts "$(hostname)" | sed 's/[[:space:]].*//' | sort -u; }
resolver() { if grep -q '^nameserver 127\.0\.0\.53' /etc/resolv.conf; then cat /run/systemd/resolve/resolv.conf; else cat /etc/resolv.conf; fi; }
modules() {
  for module in overlay br_netfilter vxlan ip_tables nf_conntrack; do
    if [ -d "/sys/module/$module" ] || grep -qw "$module" /proc/filesystems; then echo "$module loaded"
    elif modprobe -n -q "$module"; then echo "$module available"
    else echo "$module missing"; fi
  done
}
program() { command -v "$1" >/dev/null 2>&1 && printf '%s %s\n' "$1" "$(bounded "$@" 2>/dev/null | head -n 1)"; }
programs() {
  program docker --version; program containerd --version; program runc --version; program crictl --version
  program kubelet --version; program kubeadm version -o short; program kubectl version --client; program k3s --version
}
leftovers() {
  for path in /etc/kubernetes/admin.conf /etc/kubernetes/kubelet.conf /etc/kubernetes/manifests/etcd.yaml \
    /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/pki /var/lib/etcd/member /var/lib/kubelet/config.yaml \
    /etc/cni/net.d /var/lib/cni /var/lib/rancher/k3s; do
    [ -f "$path" ] && printf '%s\n' "$path"
    [ -d "$path" ] && [ -n "$(ls -A "$path")" ] && printf '%s\n' "$path"
  done
}
listening() { cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == "0A" { print $2 }'; }
package_locks() {
  echo known
  for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock; do
    [ -e "$file" ] && grep -q ":$(stat -c %i "$file") " /proc/locks && printf '%s\n' "$file"
  done
}
apt_sources() {
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    printf 'file %s\n' "$file"; grep -E '^[[:space:]]*(deb |deb	|deb-src|URIs:|Suites:|Enabled:|Types:|$)' "$file"
  done
}
throttled() { bounded vcgencmd get_throttled || cat /sys/devices/platform/soc/soc:firmware/get_throttled; }
temperature() { cat /sys/class/thermal/thermal_zone0/temp || bounded vcgencmd measure_temp; }

say slipway-facts echo 1
say clock-start date +%s.%N
say board board
say memory memory
say cores cores
say architecture architecture
say machine uname -m
say page page
say os-release cat /etc/os-release
say hypriot hypriot
say kernel uname -r
say uptime cat /proc/uptime
say load cat /proc/loadavg
say cgroup-kind cgroup_kind
say cgroup-controllers cat /sys/fs/cgroup/cgroup.controllers
say cgroups cat /proc/cgroups
say mounts cat /proc/mounts
say cmdline cat /proc/cmdline
say cmdline-file cmdline_file
say file-systems file_systems
say root-disk root_disk
say swaps cat /proc/swaps
say swap-makers swap_makers
say timedatectl bounded timedatectl
say clock-service clock_service
say addresses ip -o addr
say macs macs
say route ip route show default
say machine-id cat /etc/machine-id
say boot-id cat /proc/sys/kernel/random/boot_id
say hostname hostname
say own-name own_name
say resolver resolver
say ip-forward cat /proc/sys/net/ipv4/ip_forward
say bridge-filter cat /proc/sys/net/bridge/bridge-nf-call-iptables
say modules modules
say iptables iptables -V
say programs programs
say leftovers leftovers
say listening listening
say cloud-init-status cat /run/cloud-init/status.json
say cloud-init-result cat /run/cloud-init/result.json
say package-locks package_locks
say apt-sources apt_sources
say temperature temperature
say throttled throttled
say clock-end date +%s.%N
printf '\n=end\n'
`;
