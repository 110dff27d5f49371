import { fixScript, type Fix } from './fix.ts';

const distance = String.raw`
apart() { echo "$(( $(date +%s) - $1 ))" | tr -d -; }
`;

const keepTime = String.raw`
if have timedatectl; then timedatectl set-ntp true 2>/dev/null || true; fi
for unit in systemd-timesyncd chrony ntpsec ntp openntpd; do
  systemctl -q cat "$unit" >/dev/null 2>&1 || continue
  systemctl -q enable --now "$unit" 2>/dev/null && break
done
`;

/** The clock jumps only where it is wrong, so that a second run changes nothing. */
const setClock = `${distance}
if [ "$(apart "$1")" -gt 3 ]; then date -u -s "@$1" >/dev/null; fi
if have fake-hwclock; then fake-hwclock save force || true; fi
if have hwclock && [ -e /dev/rtc0 ]; then hwclock --systohc || true; fi
${keepTime}`;

/** Set by the desktop's clock, and kept by the image's own time service. The desktop's clock is asked when the script is made. */
export const clockFix = (): Fix => ({
  code: 'clock-wrong',
  text: "Set the clock by this computer's",
  check: (now) => fixScript(`${distance}[ "$(apart "$1")" -le 5 ] || fail "The clock is $(apart "$1") s off."`, [String(now)]),
  act: (now) => fixScript(setClock, [String(now)]),
  reboots: false,
});

const isSynchronized = String.raw`
synchronized() { timedatectl 2>/dev/null | grep -qE '^ *(System clock|NTP) synchronized: yes'; }
`;

const waitForTime = String.raw`
left=30
until synchronized || [ "$left" -le 0 ]; do sleep 1; left=$((left - 1)); done
`;

export const timeServiceFix = (): Fix => ({
  code: 'clock-unsynchronized',
  text: 'Enable the time service and wait for it',
  check: () => fixScript(`${isSynchronized}synchronized || fail 'The clock is not synchronised: no time server has answered.'`),
  act: () => fixScript(isSynchronized + keepTime + waitForTime),
  reboots: false,
});
