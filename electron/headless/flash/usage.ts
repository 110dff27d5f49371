/** What `slipway flash --help` prints; the options and their letters are those of hypriot/flash 2.7.2. */
export const flashUsage = `usage: slipway flash [options] IMAGE

Writes an image to one SD card, checks it, and sets the card up. IMAGE is a file or an
http(s) address (.img .zip .gz .xz .zst), or the id of an image that \`slipway images\` lists.
With an empty IMAGE ("") the card keeps what is on it and is only set up anew.

OPTIONS:
  --help|-h              Show this message
  --version|-v           Show the version
  --userdata|-u FILE     Copy this cloud-init file to /boot/user-data
  --metadata|-m FILE     Copy this cloud-init file to /boot/meta-data
  --bootconf|-C FILE     Copy this file to /boot/config.txt
  --config|-c FILE       Copy this file to /boot/device-init.yaml (or occidentalis.txt)
  --file|-F FILE         Copy this file to /boot; may be given several times
  --hostname|-n NAME     Set the host name
  --ssid|-s SSID         Set the Wi-Fi network
  --password|-p KEY      Set the Wi-Fi key
  --clusterlab|-l BOOL   Start Cluster-Lab on boot: true or false
  --device|-d DEVICE     Card to write, or a card file (e.g. /dev/sdb, /dev/disk2, card.img)
  --force|-f             Do not ask whether the card is the right one
  --confirm DEVICE       Name a drive again that Slipway is not sure about
  --json                 Print JSON lines

FILE is a file or an http(s) address. --force never overrides a refusal.`;
