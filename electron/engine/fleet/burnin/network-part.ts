import { errorFacts, SlipwayError } from '../../../contract/errors.ts';
import type { NetworkPair } from '../../../contract/burnin.ts';
import type { NodeFacts } from '../../../contract/facts.ts';
import { asRoot, onLines, type BurninPorts, type Crew } from './crew.ts';
import { parsePing, parsePort, parseRate, rounds } from './network-result.ts';
import { networkToolsScript, pingScript, receiveArguments, receiveScript, sendArguments, sendScript } from './scripts/network.ts';

/** Of each transfer: TCP is at its speed well before. */
const seconds = 3;
const firstPort = 42_100;
const tools = ['python3', 'iperf3', 'nc'] as const;
type Tool = (typeof tools)[number];

/** Seconds that this many nodes are expected to take. */
export const networkSeconds = (nodes: readonly string[]): number => rounds(nodes).length * (2 * (seconds + 2) + 3);

interface End {
  readonly node: string;
  readonly address: string | undefined;
  readonly tools: readonly Tool[];
}

/** Measures every pair both ways, no node in two pairs at once. */
export async function measureNetwork(crew: Crew, ports: BurninPorts): Promise<void> {
  const ends = new Map(
    (await Promise.all(crew.present().map((member) => endOf(member, crew, ports)))).map((end) => [end.node, end]),
  );
  const plan = rounds([...ends.keys()]);
  for (const [index, round] of plan.entries()) {
    const here = new Set(crew.present().map(({ node }) => node));
    const pairs = round.filter((pair) => pair.every((node) => here.has(node)));
    for (const node of here)
      ports.tell({
        type: 'phase',
        node,
        phase: { kind: 'network', fraction: index / plan.length, doing: partnerOf(node, pairs) },
      });
    await Promise.all(
      pairs.map(async ([one, other], place) => {
        const [from, to] = [ends.get(one), ends.get(other)];
        if (from === undefined || to === undefined) return;
        await measurePair({ from, to, port: firstPort + place * 2 }, crew, ports);
        await measurePair({ from: to, to: from, port: firstPort + place * 2 + 1 }, crew, ports);
      }),
    );
  }
}

function partnerOf(node: string, pairs: readonly (readonly [string, string])[]): string {
  const partner = pairs.find((pair) => pair.includes(node))?.find((name) => name !== node);
  return partner === undefined ? 'waiting for its turn' : `with ${partner}`;
}

async function endOf(
  { node, facts }: { readonly node: string; readonly facts: NodeFacts },
  crew: Crew,
  ports: BurninPorts,
): Promise<End> {
  const said = await crew.attempt(node, 'network', () => ports.shell(node).script(networkToolsScript, asRoot(ports.signal, 30)));
  const names = new Set(said?.stdout.split('\n'));
  return { node, address: addressOf(facts), tools: tools.filter((tool) => names.has(tool)) };
}

/** Of the interface that leads out; IPv4 where there is one. Link-local IPv6 would need the interface's name at the other end. */
function addressOf({ interfaces, defaultRoute }: NodeFacts): string | undefined {
  const cards = interfaces.toSorted(
    (a, b) => Number(b.name === defaultRoute?.interface) - Number(a.name === defaultRoute?.interface),
  );
  const addresses = cards.flatMap(({ addresses: its }) => its.map((address) => address.split('/')[0] ?? ''));
  return addresses.find((address) => address.includes('.'));
}

interface Way {
  readonly from: End;
  readonly to: End;
  readonly port: number;
}

async function measurePair(way: Way, crew: Crew, ports: BurninPorts): Promise<void> {
  const { from, to } = way;
  const pair = await measureWay(way, crew, ports).catch((thrown: unknown): NetworkPair => {
    const error = errorFacts(thrown);
    if (error.code === 'engine/cancelled') throw thrown;
    return { from: from.node, to: to.node, error };
  });
  ports.tell({ type: 'pair', pair });
}

async function measureWay({ from, to, port }: Way, crew: Crew, ports: BurninPorts): Promise<NetworkPair> {
  const names = { from: from.node, to: to.node };
  const { address: own } = from;
  const { address: peer } = to;
  if (own === undefined || peer === undefined) throw new SlipwayError('fleet/bad-answer', 'One of them has no IPv4 address.');
  const said = await on(from.node, crew, () =>
    ports.shell(from.node).script(pingScript, { ...asRoot(ports.signal, 20), args: [peer] }),
  );
  const ping = parsePing(said.stdout);
  const tool = tools.find((name) => from.tools.includes(name) && to.tools.includes(name));
  if (tool === undefined) return { ...names, ...ping, error: errorFacts(noTool()) };
  const bytesPerSecond = await transfer({ tool, own, peer, from: from.node, to: to.node, port }, crew, ports);
  return { ...names, tool, bytesPerSecond, ...ping };
}

const noTool = (): SlipwayError => new SlipwayError('fleet/bad-answer', 'They have neither python3, iperf3 nor nc in common.');

/** Runs something on a node; if that means the node is away, it is lost for the others too. */
async function on<T>(node: string, crew: Crew, work: () => Promise<T>): Promise<T> {
  return work().catch((thrown: unknown) => {
    crew.lose(node, 'network', thrown);
    throw thrown;
  });
}

interface Transfer {
  readonly tool: Tool;
  readonly from: string;
  readonly to: string;
  readonly own: string;
  readonly peer: string;
  readonly port: number;
}

/** Bytes a second, as the receiver counted them. Neither end outlives the other by more than its own time limit. */
async function transfer({ tool, from, to, own, peer, port }: Transfer, crew: Crew, ports: BurninPorts): Promise<number> {
  const leaving = new AbortController();
  const options = asRoot(AbortSignal.any([ports.signal, leaving.signal]), seconds + 45);
  try {
    let heard = (_port: number): void => undefined;
    const listening = new Promise<number>((resolve) => (heard = resolve));
    const onOutput = onLines((line) => {
      const its = parsePort(line);
      if (its !== undefined) heard(its);
    });
    const receiving = on(to, crew, () =>
      ports
        .shell(to)
        .script(receiveScript, { ...options, args: receiveArguments({ tool, own: peer, peer: own, seconds, port }), onOutput }),
    );
    const at = await Promise.race([listening, receiving.then(() => undefined)]);
    if (at === undefined) throw new SlipwayError('fleet/bad-answer', `${to} could not listen.`);
    const sent = await on(from, crew, () =>
      ports.shell(from).script(sendScript, { ...options, args: sendArguments({ tool, own, peer, seconds, port: at }) }),
    );
    const rate = parseRate((await receiving).stdout, sent.stdout);
    if (rate === undefined) throw new SlipwayError('fleet/bad-answer', sent.stderr.trim().slice(-200) || 'Nothing arrived.');
    return rate;
  } finally {
    leaving.abort();
  }
}
