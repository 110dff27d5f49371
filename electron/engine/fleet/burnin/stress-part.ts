import type { StressResult } from '../../../contract/burnin.ts';
import type { NodeFacts } from '../../../contract/facts.ts';
import { asRoot, expectSuccess, onLines, type BurninPorts, type Crew } from './crew.ts';
import { stressScript } from './scripts/stress.ts';

/** MiB: half of what the board has, a gigabyte at most, so that the kernel kills nothing that runs already. */
const memoryMiB = ({ memoryBytes = 256 * 1024 * 1024 }: NodeFacts): number =>
  Math.max(32, Math.min(1024, Math.floor(memoryBytes / 2 / 1024 / 1024)));

const tools = ['stress-ng', 'stress', 'sh'] as const;

interface StressWork {
  readonly crew: Crew;
  readonly ports: BurninPorts;
  readonly seconds: number;
  /** Seconds since the burn-in began. */
  readonly elapsed: () => number;
}

/** Loads a node for some seconds. */
export async function stressNode(node: string, facts: NodeFacts, work: StressWork): Promise<void> {
  const { crew, ports, seconds, elapsed } = work;
  const from = elapsed();
  let tool: StressResult['tool'] = 'sh';
  let ran = 0;
  const onLine = (line: string): void => {
    const [word, value = ''] = line.split(' ');
    if (word === 'tool') tool = tools.find((name) => name === value) ?? tool;
    if (word !== 'ran' || !/^\d{1,6}$/.test(value)) return;
    ran = Math.min(seconds, Number(value));
    ports.tell({
      type: 'phase',
      node,
      phase: { kind: 'stress', fraction: ran / seconds, doing: `${tool}, ${ran} of ${seconds} s` },
    });
  };
  await crew.attempt(node, 'stress', async () => {
    const options = { ...asRoot(ports.signal, seconds + 90), keepOutput: false, onOutput: onLines(onLine) };
    const { code } = await ports
      .shell(node)
      .script(stressScript, { ...options, args: [String(seconds), String(memoryMiB(facts))] });
    expectSuccess(code, tool);
  });
  // What was seen until a node went away tells why it did.
  ports.tell({ type: 'stress', node, from, result: { tool, seconds: ran } });
}
