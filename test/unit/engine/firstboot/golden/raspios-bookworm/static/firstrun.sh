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
rm -f /boot/firstrun.sh
sed -i 's| systemd\.[^ ]*||g' /boot/cmdline.txt
exit 0
