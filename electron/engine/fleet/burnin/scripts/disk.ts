import { guard } from './guard.ts';

/**
 * Slipway's own measure where fio is not there: the same runs with direct I/O, one operation after the other. Works from
 * Python 3.3 (Debian 8) on: `readv` and `writev` take the aligned buffer that direct I/O wants.
 */
const python = String.raw`
import mmap, os, random, sys, time
path, size, seconds = sys.argv[1], int(sys.argv[2]) * 1048576, float(sys.argv[3])
def say(text):
    print(text); sys.stdout.flush()
def run(pattern, op, block):
    buffer = mmap.mmap(-1, block)
    buffer.write(os.urandom(min(block, 1048576)) * (block // min(block, 1048576)))
    fd = os.open(path, (os.O_WRONLY | os.O_CREAT if op == 'write' else os.O_RDONLY) | os.O_DIRECT, 0o600)
    blocks, count, done, parts = size // block, 0, 0, []
    begin = mark = time.time()
    try:
        while True:
            now = time.time()
            if now - mark >= 0.25:
                parts.append(done / (now - mark)); mark, done = now, 0
            if now - begin >= seconds and count > 0:
                break
            place = random.randrange(blocks) if pattern == 'random' else count % blocks
            os.lseek(fd, place * block, os.SEEK_SET)
            done += os.writev(fd, [buffer]) if op == 'write' else os.readv(fd, [buffer])
            count += 1
        if op == 'write':
            os.fsync(fd)
        took = time.time() - begin
    finally:
        os.close(fd)
    say('own %s %s %d %.3f %d' % (pattern, op, block, count * block / took, count / took))
    say('parts ' + ' '.join('%d' % part for part in parts[:400]))
def sync():
    fd, times, begin = os.open(path, os.O_WRONLY), [], time.time()
    try:
        while time.time() - begin < seconds and len(times) < 20000:
            os.lseek(fd, len(times) * 2300 % (size - 4096), os.SEEK_SET)
            os.write(fd, b'w' * 2300); start = time.time()
            os.fdatasync(fd); times.append(time.time() - start)
    finally:
        os.close(fd)
    times.sort()
    say('sync %.4f %.4f %.4f' % tuple(times[int((len(times) - 1) * share)] * 1000 for share in (0.5, 0.99, 1)))
for block in (16777216, 524288, 4096):
    for pattern, op in (('sequential', 'write'), ('sequential', 'read'), ('random', 'write'), ('random', 'read')):
        say('doing %s%s %d' % ('rand' if pattern == 'random' else '', op, block))
        run(pattern, op, block)
say('doing sync')
sync()
`;

/**
 * Measures one file system: `$1` its mount point, `$2` MiB of file, `$3` seconds a run, `$4` MiB that must stay free. The file
 * lies in a folder of its own that goes away however this ends; one that a pulled plug left behind is removed first.
 *
 * Prints `tool NAME`, and for each run what measured it says; `doing …` before each. dd measures no random access: starting
 * it takes longer than the access itself.
 */
export const diskScript = String.raw`${guard}
folder=$1 mib=$2 seconds=$3 floor=$4 work=
clean() { [ -z "$work" ] || rm -rf "$work"; }
rm -rf "${'$'}{folder%/}"/.slipway-burnin.*
free=$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1024) }')
[ "$free" -ge $((mib + floor)) ] || { tell "refused $free"; exit 4; }
work=$(mktemp -d "${'$'}{folder%/}/.slipway-burnin.XXXXXX") || exit 5
file=$work/file
block=$(readlink -f "/sys/class/block/$(basename "$(readlink -f "$(df -P "$folder" | awk 'NR == 2 { print $1 }')")")")
for queue in "$block/queue" "$block/../queue"; do [ -r "$queue/rotational" ] && { tell "rotational $(cat "$queue/rotational")"; break; }; done
bounded() { if have timeout; then timeout $((seconds * 4 + 60)) "$@"; else "$@"; fi; }
quoted() { sed 's/^/ /'; }

with_fio() {
  for block in 16m 512k 4k; do for kind in write read randwrite randread; do
    tell "doing $kind $block"
    tell "fio $kind $block"
    bounded fio --name=run --filename="$file" --size="$mib"m --rw="$kind" --bs="$block" --direct=1 --ioengine=psync --time_based \
      --runtime="$seconds" --write_bw_log="$work/log" --log_avg_msec=250 --output-format=json 2>/dev/null </dev/null | quoted
    tell bandwidth
    cut -d, -f2 "$work"/log_bw*.log 2>/dev/null | head -n 400 | quoted
    rm -f "$work"/log_*
  done; done
  tell 'doing sync'
  tell 'fio sync 0'
  bounded fio --name=run --filename="$file" --size=8m --rw=write --bs=2300 --fdatasync=1 --ioengine=sync --time_based \
    --runtime="$seconds" --output-format=json 2>/dev/null </dev/null | quoted
}
with_dd() {
  for block in 16777216 524288 4096; do
    count=$((mib * 1048576 / block)); [ $block = 4096 ] && count=2000
    tell "doing write $block"
    tell "dd write $block" "$(bounded dd if=/dev/zero of="$file" bs=$block count=$count oflag=direct conv=notrunc,fsync 2>&1 | tail -n 1)"
    tell "doing read $block"
    tell "dd read $block" "$(bounded dd if="$file" of=/dev/null bs=$block count=$count iflag=direct 2>&1 | tail -n 1)"
  done
}
if have fio; then tell tool fio; with_fio
elif have python3; then tell tool python3; bounded_all=$((seconds * 30 + 300))
  if have timeout; then timeout $bounded_all python3 -c "$5" "$file" "$mib" "$seconds"; else python3 -c "$5" "$file" "$mib" "$seconds"; fi
else tell tool dd; with_dd; fi
tell end
`;

/** The arguments of {@link diskScript}. */
export const diskArguments = (order: {
  readonly mount: string;
  readonly fileMiB: number;
  readonly runSeconds: number;
  readonly floorMiB: number;
}): readonly string[] => [order.mount, String(order.fileMiB), String(order.runSeconds), String(order.floorMiB), python];
