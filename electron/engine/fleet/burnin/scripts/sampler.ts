import { guard } from './guard.ts';

/**
 * Prints a line a second, for `$1` seconds at most: `sample TEMPERATURE CLOCK THROTTLED LOAD`. Asked of the kernel where it
 * knows, as `vcgencmd` costs a process; with a higher priority than the stress, which would else starve it.
 */
export const samplerScript = String.raw`${guard}
renice -n -10 -p $$ >/dev/null 2>&1
bounded() { if have timeout; then timeout 2 "$@" 2>/dev/null; else "$@" 2>/dev/null; fi; }
thermal=/sys/class/thermal/thermal_zone0/temp
clock=/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq
firmware=/sys/devices/platform/soc/soc:firmware/get_throttled
have vcgencmd && vcgencmd=yes || vcgencmd=no
left=$1
while [ "$left" -gt 0 ]; do
  t=- c=- g=- l=-
  if [ -r $thermal ]; then t=$(cat $thermal); elif [ $vcgencmd = yes ]; then t=$(bounded vcgencmd measure_temp); fi
  if [ -r $clock ]; then c=$(cat $clock); elif [ $vcgencmd = yes ]; then c=$(bounded vcgencmd measure_clock arm); fi
  if [ $vcgencmd = yes ]; then g=$(bounded vcgencmd get_throttled); elif [ -r $firmware ]; then g=0x$(cat $firmware); fi
  read -r l rest </proc/loadavg
  tell "sample ${'$'}{t:--} ${'$'}{c:--} ${'$'}{g:--} ${'$'}{l:--}"
  sleep 1
  left=$((left - 1))
done
`;
