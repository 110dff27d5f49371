import type { NetworkPair } from '../../../contract/burnin.ts';

/** Bytes a second: `received BYTES SECONDS` of our own receiver, or iperf3's `"bytes": …` and `"seconds": …` of the sender. */
export function parseRate(received: string, sent: string): number | undefined {
  const own = /^received (\d+) ([\d.]+)$/m.exec(received);
  const bytes = own?.[1] ?? /"bytes":\s*(\d+)/.exec(sent)?.[1];
  const seconds = own?.[2] ?? /"seconds":\s*([\d.]+)/.exec(sent)?.[1];
  const rate = Number(bytes) / Number(seconds);
  return Number.isFinite(rate) && rate > 0 ? rate : undefined;
}

/** The port that a receiver listens on, once it says so. */
export function parsePort(output: string): number | undefined {
  const port = Number(/^port (\d{1,5})$/m.exec(output)?.[1]);
  return port > 0 && port < 65_536 ? port : undefined;
}

/** The summary of `ping -q`; busybox leaves out the deviation. */
export function parsePing(output: string): Pick<NetworkPair, 'latency' | 'lost'> {
  const lost = /([\d.]+)% packet loss/.exec(output)?.[1];
  const times = /min\/avg\/max(?:\/mdev)? = ([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(output);
  const [min, mean, max] = times?.slice(1).map(Number) ?? [];
  return {
    ...(lost === undefined ? {} : { lost: Math.min(1, Number(lost) / 100) }),
    ...(min === undefined || mean === undefined || max === undefined ? {} : { latency: { min, mean, max } }),
  };
}

/** Beyond this many nodes each is measured against its neighbour only: all pairs would take hours. */
const mostForAllPairs = 16;

/**
 * Rounds of pairs such that no node is in two pairs of one round (the circle method for round-robin tournaments); every pair
 * meets once, or with many nodes each node meets the next one.
 */
export function rounds(nodes: readonly string[]): readonly (readonly (readonly [string, string])[])[] {
  if (nodes.length < 2) return [];
  if (nodes.length > mostForAllPairs) return ring(nodes);
  const seats: (string | undefined)[] = nodes.length % 2 === 0 ? [...nodes] : [...nodes, undefined];
  return seats.slice(1).map((_, turn) => {
    const [first, ...rest] = seats;
    const turned = [first, ...rest.slice(turn), ...rest.slice(0, turn)];
    return turned.slice(0, turned.length / 2).flatMap((one, index) => {
      const other = turned.at(-1 - index);
      return one === undefined || other === undefined ? [] : [[one, other] as const];
    });
  });
}

/** Even places first, then odd ones, and the last with the first by itself where that would meet twice. */
function ring(nodes: readonly string[]): readonly (readonly (readonly [string, string])[])[] {
  const links = nodes.map((node, index) => [node, nodes[(index + 1) % nodes.length] ?? node] as const);
  const closing = nodes.length % 2 === 1 ? links.slice(-1) : [];
  const open = links.slice(0, links.length - closing.length);
  return [open.filter((_, index) => index % 2 === 0), open.filter((_, index) => index % 2 === 1), closing].filter(
    (round) => round.length > 0,
  );
}
