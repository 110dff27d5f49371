import { guard } from './guard.ts';

/** `$1` own address, `$2` the only address that is let in, `$3` seconds. Prints the port, then bytes and seconds. */
const pythonServer = String.raw`
import socket, sys, time
own, peer, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
server = socket.socket(); server.bind((own, 0)); server.listen(1); server.settimeout(20)
print('port %d' % server.getsockname()[1]); sys.stdout.flush()
while True:
    client, address = server.accept()
    if address[0] == peer:
        break
    client.close()
client.settimeout(seconds + 10)
buffer, total, begin = bytearray(262144), 0, time.time()
while True:
    count = client.recv_into(buffer)
    if count == 0 or time.time() - begin > seconds + 10:
        break
    total += count
print('received %d %.3f' % (total, time.time() - begin))
`;

const pythonClient = String.raw`
import socket, sys, time
own, peer, port, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
client = socket.create_connection((peer, port), 10, (own, 0)); client.settimeout(10)
block, end = bytes(262144), time.time() + seconds
while time.time() < end:
    client.sendall(block)
client.close()
`;

/** What can measure here, best first, one a line. */
export const networkToolsScript = `${guard}
for tool in python3 iperf3 nc; do have $tool && tell $tool; done
exit 0
`;

/** Receives for one run: `$1` tool, `$2` own address, `$3` the sender's, `$4` seconds, `$5` port where the tool cannot choose. */
export const receiveScript = String.raw`${guard}
tool=$1 own=$2 peer=$3 seconds=$4 port=$5 pid=
clean() { [ -z "$pid" ] || kill "$pid" 2>/dev/null; }
limit=
have timeout && limit="timeout $((seconds + 30))"
case $tool in
  python3) $limit python3 -c "$6" "$own" "$peer" "$seconds" & pid=$!; wait $pid ;;
  iperf3) tell "port $port"; $limit iperf3 -s -1 -B "$own" -p "$port" >/dev/null 2>&1 & pid=$!; wait $pid ;;
  nc)
    tell "port $port"
    { $limit nc -l -p "$port" 2>/dev/null || $limit nc -l "$port" 2>/dev/null; } </dev/null | wc -c | sed "s/\$/ $seconds/;s/^ */received /" ;;
esac
`;

/** Sends for one run: `$1` tool, `$2` own address, `$3` the receiver's, `$4` seconds, `$5` port. Tries to connect for some seconds. */
export const sendScript = String.raw`${guard}
tool=$1 own=$2 peer=$3 seconds=$4 port=$5
limit() { if have timeout; then timeout "$@"; else shift; "$@"; fi; }
case $tool in
  python3) limit $((seconds + 20)) python3 -c "$6" "$own" "$peer" "$port" "$seconds" ;;
  iperf3)
    left=5
    until limit $((seconds + 20)) iperf3 -c "$peer" -B "$own" -p "$port" -t "$seconds" -J 2>/dev/null | sed -n '/sum_received/,/}/p' | grep -E '"(bytes|seconds)"'; do
      left=$((left - 1)); [ $left -gt 0 ] || exit 6; sleep 1
    done ;;
  nc)
    left=5
    until limit "$seconds" sh -c 'dd if=/dev/zero bs=65536 2>/dev/null | nc "$1" "$2"' sh "$peer" "$port" >/dev/null 2>&1 || [ $? = 124 ]; do
      left=$((left - 1)); [ $left -gt 0 ] || exit 6; sleep 1
    done ;;
esac
`;

/** `$1` the other's address: ten packets, a fifth of a second apart. */
export const pingScript = `${guard}
if have timeout; then timeout 10 ping -n -q -c 10 -i 0.2 -w 6 "$1"; else ping -n -q -c 10 -i 0.2 -w 6 "$1"; fi
exit 0
`;

/** One run, as one of its ends sees it. */
export interface Way {
  readonly tool: string;
  readonly own: string;
  readonly peer: string;
  readonly seconds: number;
  readonly port: number;
}

const wayArguments = ({ tool, own, peer, seconds, port }: Way, program: string): readonly string[] => [
  tool,
  own,
  peer,
  String(seconds),
  String(port),
  program,
];

export const receiveArguments = (way: Way): readonly string[] => wayArguments(way, pythonServer);
export const sendArguments = (way: Way): readonly string[] => wayArguments(way, pythonClient);
