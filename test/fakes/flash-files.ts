/** user-data that switches Wi-Fi on through files of its own: the form that `--ssid` and `--password` work on. */
export const wifiUserData = `#cloud-config
# Wi-Fi
hostname: wireless # the name
preserve_hostname: false
users:
  - name: pirate
    plain_text_passwd: hypriot
    lock_passwd: false

write_files:
  - content: |
      allow-hotplug wlan0
      iface wlan0 inet dhcp
      wpa-conf /etc/wpa_supplicant/wpa_supplicant.conf
    path: /etc/network/interfaces.d/wlan0
  - content: |
      country=PT
      network={
      ssid="YourSSID"
      psk="YourSecretPreSharedKey"
      key_mgmt=WPA-PSK
      }
    path: /etc/wpa_supplicant/wpa_supplicant.conf

runcmd:
  - 'ifup wlan0'
`;

/** device-init.yaml in the layout of HypriotOS 1.6.0. */
export const deviceInitYaml = `# hostname for your HypriotOS
hostname: black-pearl

# optional wireless network settings
wifi:
  interfaces:
#     wlan0:
#       ssid: "MyNetwork"
#       password: "secret_password"

# optional docker images to preload
docker:
  images:
#    - "/path/to/image.tar.gz"

clusterlab:
  service:
    run_on_boot: "false"
`;
