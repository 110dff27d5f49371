#!/bin/bash
# Written by Slipway. Runs once, as root; every step is tried even when one fails.
set +e
if [ -f /usr/lib/userconf-pi/userconf ]; then /usr/lib/userconf-pi/userconf pirate '$6$slipwaytest$NCsg3qXr21b006/pIMfowYnFE/GK3LRdOhur7W/CV1adHOg/7sAEkpZ5X3zGsDQ1RpLxSNfekYbkoE7N7AIBS/'; fi
[ "$(date +%s)" -ge 1795249800 ] || date -u -s @1795249800
echo pi-master > /etc/hostname
hostname pi-master
ln -sf /usr/share/zoneinfo/Europe/Lisbon /etc/localtime
echo Europe/Lisbon > /etc/timezone
mkdir -p /etc
install -m 0644 /dev/null /etc/hosts
cat > /etc/hosts <<'END'
127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters
192.168.10.20 pi-master.lan pi-master
192.168.10.21 pi-node01.lan pi-node01
192.168.10.22 pi-node02.lan pi-node02
END
mkdir -p /etc/default
install -m 0644 /dev/null /etc/default/keyboard
cat > /etc/default/keyboard <<'END'
XKBMODEL="pc105"
XKBLAYOUT="pt"
XKBVARIANT=""
XKBOPTIONS=""
BACKSPACE="guess"
END
mkdir -p /etc/avahi/services
install -m 0644 /dev/null /etc/avahi/services/slipway.service
cat > /etc/avahi/services/slipway.service <<'END'
<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name replace-wildcards="yes">%h</name>
  <service>
    <type>_slipway._tcp</type>
    <port>22</port>
    <txt-record>node=pi-master</txt-record>
    <txt-record>cluster=lab</txt-record>
    <txt-record>instance=slipway-lab-pi-master-1a2b3c4d</txt-record>
  </service>
</service-group>
END
raspi-config nonint do_change_locale pt_PT.UTF-8
raspi-config nonint do_configure_keyboard pt
id -u pirate >/dev/null 2>&1 || useradd -m -s /bin/bash pirate
for group in adm sudo video netdev gpio i2c spi; do getent group "$group" >/dev/null && usermod -aG "$group" pirate; done
echo 'pirate:$6$slipwaytest$NCsg3qXr21b006/pIMfowYnFE/GK3LRdOhur7W/CV1adHOg/7sAEkpZ5X3zGsDQ1RpLxSNfekYbkoE7N7AIBS/' | chpasswd -e
mkdir -p /etc/sudoers.d
install -m 0600 /dev/null /etc/sudoers.d/010_slipway
cat > /etc/sudoers.d/010_slipway <<'END'
pirate ALL=(ALL) NOPASSWD:ALL
END
chmod 440 /etc/sudoers.d/010_slipway
home=$(getent passwd pirate | cut -d: -f6)
install -d -m 700 -o pirate -g "$(id -g pirate)" "$home/.ssh"
printf '%s\n' 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx me@desk' > "$home/.ssh/authorized_keys"
chown pirate: "$home/.ssh/authorized_keys"
chmod 600 "$home/.ssh/authorized_keys"
systemctl -q disable regenerate_ssh_host_keys
rm -f /etc/ssh/ssh_host_*
mkdir -p /etc/ssh
install -m 0600 /dev/null /etc/ssh/ssh_host_ed25519_key
cat > /etc/ssh/ssh_host_ed25519_key <<'END'
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBCtFRX7nCOQo16Obd9rzycbfj7AdUh2aI22cneN6RK7AAAAJjMpC+HzKQv
hwAAAAtzc2gtZWQyNTUxOQAAACBCtFRX7nCOQo16Obd9rzycbfj7AdUh2aI22cneN6RK7A
AAAEDCbr1weCOchW8BaLR9md7bW5/wXGIgIHRas/0tBGzOt0K0VFfucI5CjXo5t32vPJxt
+PsB1SHZojbZyd43pErsAAAADnJvb3RAcGktbWFzdGVyAQIDBAUGBw==
-----END OPENSSH PRIVATE KEY-----
END
mkdir -p /etc/ssh
install -m 0644 /dev/null /etc/ssh/ssh_host_ed25519_key.pub
cat > /etc/ssh/ssh_host_ed25519_key.pub <<'END'
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEK0VFfucI5CjXo5t32vPJxt+PsB1SHZojbZyd43pErs root@pi-master
END
sed -i -e '/^PasswordAuthentication[[:space:]]/d' -e '1i PasswordAuthentication no' /etc/ssh/sshd_config
systemctl -q enable ssh
if systemctl -q is-enabled NetworkManager; then
mkdir -p /etc/NetworkManager/system-connections
install -m 0600 /dev/null /etc/NetworkManager/system-connections/slipway-eth0.nmconnection
cat > /etc/NetworkManager/system-connections/slipway-eth0.nmconnection <<'END'
[connection]
id=slipway-eth0
type=ethernet
interface-name=eth0
autoconnect-priority=10

[ipv4]
method=manual
address1=192.168.10.20/24,192.168.10.1
dns=192.168.10.1;9.9.9.9;
dns-search=lan;

[ipv6]
method=auto
END
else
printf '%s\n' '' 'interface eth0' 'static ip_address=192.168.10.20/24' 'static routers=192.168.10.1' 'static domain_name_servers=192.168.10.1 9.9.9.9' 'static domain_search=lan' >> /etc/dhcpcd.conf
fi
mkdir -p /etc/slipway
install -m 0600 /dev/null /etc/slipway/phone-home
cat > /etc/slipway/phone-home <<'END'
node=pi-master
instance=slipway-lab-pi-master-1a2b3c4d
secret=c0ffee0000000000000000000000000000000000000000000000000000000000
desks='192.168.10.5 10.0.0.5'
END
mkdir -p /usr/local/lib/slipway
install -m 0755 /dev/null /usr/local/lib/slipway/phone-home
cat > /usr/local/lib/slipway/phone-home <<'END'
#!/bin/sh
# Written by Slipway. Tells the computer that wrote this card where this node is; grants nothing to anybody.
. /etc/slipway/phone-home || exit 0
boot=$(cat /proc/sys/kernel/random/boot_id)
body=$(mktemp /run/slipway-phone-home.XXXXXX) || exit 0
trap 'rm -f "$body"' EXIT

digest() { sha256sum | cut -d' ' -f1; }

message() {
  text=$(printf 'slipway-phone-home 1\nnode=%s\ninstance=%s\nboot=%s\ncount=%s\naddresses=%s' \
    "$node" "$instance" "$boot" "$1" "$(hostname -I | cut -c1-512 | sed 's/ *$//')")
  inner=$(printf '%s\n%s' "$secret" "$text" | digest)
  printf '%s\nmac=%s\n' "$text" "$(printf '%s\n%s' "$secret" "$inner" | digest)"
}

# deliver HOST PORT: ends well when the desktop has understood.
deliver() {
  url="http://$1:$2/slipway/phone-home"
  if command -v curl >/dev/null 2>&1; then
    curl -fsS -m 5 -o /dev/null --noproxy '*' -H 'Content-Type: text/plain' --data-binary "@$body" "$url" 2>/dev/null
  elif command -v wget >/dev/null 2>&1; then
    no_proxy='*' wget -q -T 5 -t 1 -O /dev/null --header='Content-Type: text/plain' --post-file="$body" "$url" 2>/dev/null
  else
    timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 1
      printf "POST /slipway/phone-home HTTP/1.0\r\nHost: %s:%s\r\nContent-Type: text/plain\r\nContent-Length: %s\r\n\r\n" "$1" "$2" "$(wc -c <"$3")" >&3
      cat "$3" >&3; read -r line <&3; case $line in *" 204 "*) exit 0 ;; *) exit 1 ;; esac' call "$1" "$2" "$body" 2>/dev/null
  fi
}

count=0
set -- 1 2 2 3 3 5 5 8 8 10 10 15 15 20 20 30 30 30 45 45 60 60 60
while :; do
  count=$((count + 1))
  message "$count" >"$body"
  for desk in $desks; do
    for port in 47915 47916 47917; do
      deliver "$desk" "$port" && exit 0
    done
  done
  pause=300
  [ $# -eq 0 ] || { pause=$1; shift; }
  sleep "$pause"
done
END
mkdir -p /etc/systemd/system
install -m 0644 /dev/null /etc/systemd/system/slipway-phone-home.service
cat > /etc/systemd/system/slipway-phone-home.service <<'END'
[Unit]
Description=Tells Slipway where this node is
Wants=network-online.target
After=network.target
ConditionPathExists=/etc/slipway/phone-home

[Service]
ExecStart=/bin/sh /usr/local/lib/slipway/phone-home
Nice=10

[Install]
WantedBy=multi-user.target
END
systemctl -q enable slipway-phone-home.service
rm -f /boot/firstrun.sh
sed -i 's| systemd\.[^ ]*||g' /boot/cmdline.txt
exit 0
