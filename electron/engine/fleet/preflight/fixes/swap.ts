import { fixScript, type Fix } from './fix.ts';

const check = String.raw`
[ "$(wc -l </proc/swaps)" -le 1 ] || fail "Swap is on: $(sed -n '2s/[[:space:]].*//p' /proc/swaps)"
! grep -qE '^[[:space:]]*[^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]]' /etc/fstab || fail 'fstab switches swap on at boot.'
if have systemctl && [ "$(systemctl is-enabled dphys-swapfile 2>/dev/null)" = enabled ]; then fail 'dphys-swapfile switches swap on at boot.'; fi
`;

/** Every way that Pi images make swap, each off for good: research/kubernetes.md section 1.2. */
const act = String.raw`
if [ -e /etc/dphys-swapfile ] && have dphys-swapfile; then
  dphys-swapfile swapoff || true
  systemctl -q disable --now dphys-swapfile || true
  dphys-swapfile uninstall || true
fi
if [ -e /etc/rpi/swap.conf ] || [ -e /usr/lib/systemd/system-generators/rpi-swap-generator ]; then
  printf '[Main]\nMechanism=none\n' | put /etc/rpi/swap.conf.d/99-noswap.conf
fi
for unit in zramswap zram-config systemd-zram-setup@zram0 dev-zram0.swap; do
  systemctl -q stop "$unit" 2>/dev/null || true
done
for unit in zramswap zram-config; do systemctl -q disable "$unit" 2>/dev/null || true; done
if [ -e /etc/systemd/zram-generator.conf ] || [ -e /usr/lib/systemd/zram-generator.conf ]; then : | put /etc/systemd/zram-generator.conf; fi
if grep -qE '^[[:space:]]*[^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]]' /etc/fstab; then
  sed -E 's/^[[:space:]]*[^#[:space:]]+[[:space:]]+[^[:space:]]+[[:space:]]+swap[[:space:]]/# switched off by slipway: &/' /etc/fstab | put /etc/fstab
fi
swapoff -a
`;

/** Swap off now and at each boot, whoever made it. */
export const swapFix = (): Fix => ({
  code: 'swap-on',
  text: 'Switch swap off for good',
  check: () => fixScript(check),
  act: () => fixScript(act),
  reboots: false,
});
