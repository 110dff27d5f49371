import type { BurninOrder, BurninPart } from '../../../contract/burnin.ts';
import { errorFacts } from '../../../contract/errors.ts';
import { asRoot, createCrew, onLines, type BurninPorts, type Crew } from './crew.ts';
import { diskSeconds, measureDisks } from './disk-part.ts';
import { measureNetwork, networkSeconds } from './network-part.ts';
import { samplerScript } from './scripts/sampler.ts';
import { parseSample } from './series.ts';
import { stressNode } from './stress-part.ts';

export type { BurninPorts } from './crew.ts';

interface Run {
  readonly order: Pick<BurninOrder, 'seconds' | 'parts'>;
  readonly crew: Crew;
  readonly ports: BurninPorts;
  /** Seconds since it began. */
  readonly elapsed: () => number;
}

/**
 * Runs a burn-in on these nodes: part after part, every part on all nodes at once. A node that goes away is told as lost and
 * the others go on. Never rejects: how it ended is the last event.
 */
export async function runBurnin(nodes: readonly string[], order: Run['order'], ports: BurninPorts): Promise<void> {
  const begin = ports.now();
  const sampling = new AbortController();
  const run: Run = { order, ports, crew: createCrew(ports), elapsed: () => (ports.now() - begin) / 1000 };
  const end = (state: 'done' | 'stopped' | 'failed'): void =>
    ports.tell({ type: 'ended', state, at: new Date(ports.now()).toISOString() });
  try {
    await muster(nodes, run);
    expect(run);
    const samplers = run.crew.present().map(({ node }) => sample(node, run, sampling.signal));
    for (const part of order.parts) await doPart(part, run);
    sampling.abort();
    await Promise.all(samplers);
    end(run.crew.present().length === 0 ? 'failed' : 'done');
  } catch (thrown) {
    end(errorFacts(thrown).code === 'engine/cancelled' ? 'stopped' : 'failed');
  } finally {
    sampling.abort();
  }
}

/** Asks every node what it is; one that does not answer takes no part. */
async function muster(nodes: readonly string[], { crew, ports }: Run): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      try {
        const facts = await ports.ask(node, ports.signal);
        crew.join(node, facts);
        if (facts.model !== undefined) ports.tell({ type: 'model', node, model: facts.model });
      } catch (thrown) {
        if (errorFacts(thrown).code === 'engine/cancelled') throw thrown;
        const error = errorFacts(thrown);
        if (!crew.lose(node, 'start', thrown))
          ports.tell({ type: 'phase', node, phase: { kind: 'lost', during: 'start', error } });
      }
    }),
  );
}

function expect({ order, crew, ports }: Run): void {
  const members = crew.present();
  const seconds: Readonly<Record<BurninPart, number>> = {
    disk: Math.max(0, ...members.map(({ facts }) => diskSeconds(facts, order.seconds))),
    stress: order.seconds,
    network: networkSeconds(members.map(({ node }) => node)),
  };
  for (const part of order.parts) ports.tell({ type: 'expected', part, seconds: seconds[part] });
}

async function doPart(part: BurninPart, run: Run): Promise<void> {
  const { crew, ports, order, elapsed } = run;
  const members = crew.present();
  if (members.length === 0) return;
  ports.tell({ type: 'part', part });
  switch (part) {
    case 'disk':
      await Promise.all(
        members.map(({ node, facts }) => measureDisks(node, facts, { crew, ports, stressSeconds: order.seconds })),
      );
      return;
    case 'stress':
      await Promise.all(
        members.map(({ node, facts }) => stressNode(node, facts, { crew, ports, seconds: order.seconds, elapsed })),
      );
      return;
    case 'network':
      await measureNetwork(crew, ports);
      return;
  }
}

/** A day and an hour: the sampler ends by itself even when nobody tells it to. */
const longest = 90_000;

/** Follows temperature, clock and power of a node until `signal` is aborted. Without it a burn-in still measures the rest. */
async function sample(node: string, { crew, ports, elapsed }: Run, signal: AbortSignal): Promise<void> {
  const onLine = (line: string): void => {
    const found = parseSample(line, Math.round(elapsed() * 10) / 10);
    if (found !== undefined) ports.tell({ type: 'sample', node, sample: found });
  };
  const both = AbortSignal.any([ports.signal, signal]);
  const options = { ...asRoot(both, longest + 60), keepOutput: false, onOutput: onLines(onLine) };
  await ports
    .shell(node)
    .script(samplerScript, { ...options, args: [String(longest)] })
    .catch((thrown: unknown) => {
      const { code, title } = errorFacts(thrown);
      // A node that went away is told as lost by the work that was under way on it.
      if (code === 'ssh/sudo-password') ports.tell({ type: 'note', node, text: `Temperature and power: ${title}` });
      else if (!both.aborted) crew.lose(node, 'stress', thrown);
    });
}
