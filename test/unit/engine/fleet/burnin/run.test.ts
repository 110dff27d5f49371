import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../../../electron/contract/errors.ts';
import type { BurninOrder } from '../../../../../electron/contract/burnin.ts';
import type { ScriptShell } from '../../../../../electron/engine/fleet/facts/gather.ts';
import { runBurnin } from '../../../../../electron/engine/fleet/burnin/run.ts';
import { burninSnapshot, firstState, reduce, type BurninState } from '../../../../../electron/engine/fleet/burnin/state.ts';
import { factsOf, soundNode } from '../../../../fakes/facts-output.ts';

type Answer = Awaited<ReturnType<ScriptShell['script']>>;
type Step = 'sampler' | 'disk' | 'stress' | 'tools' | 'ping' | 'receive' | 'send';

const said = (stdout = ''): Answer => ({ code: 0, stdout, stderr: '' });

/** Which script of the burn-in this is. */
function stepOf(script: string): Step {
  const marks: readonly (readonly [Step, string])[] = [
    ['sampler', 'thermal_zone0'],
    ['disk', '.slipway-burnin'],
    ['stress', 'stress-ng'],
    ['ping', 'ping -n'],
    ['receive', 'iperf3 -s'],
    ['send', 'iperf3 -c'],
  ];
  return marks.find(([, mark]) => script.includes(mark))?.[0] ?? 'tools';
}

/** A node that measures at once; `faults` says at which step it goes away, is not there, or hangs until it is told to stop. */
function fakeShell(fault: { readonly step: Step; readonly how: 'away' | 'hangs' } | undefined): ScriptShell {
  return {
    script: (text, { signal, onOutput } = {}) => {
      const step = stepOf(text);
      const tell = (line: string): void => onOutput?.({ stream: 'stdout', text: line });
      const untilStopped = (): Promise<Answer> =>
        new Promise((_, reject) => {
          const stop = (): void => reject(new SlipwayError('engine/cancelled'));
          if (signal?.aborted === true) stop();
          signal?.addEventListener('abort', stop, { once: true });
        });
      if (fault?.step === step && fault.how === 'away') return Promise.reject(new SlipwayError('ssh/disconnected'));
      if (fault?.step === step) return untilStopped();
      switch (step) {
        case 'sampler':
          tell('sample 61000 1500000 throttled=0x1 0.4\nsample 63000 150');
          tell('0000 throttled=0x0 0.5\n');
          return untilStopped();
        case 'disk':
          tell('doing randwrite 4k\n');
          return Promise.resolve(said('tool python3\nown random write 4096 3000000.0 732\nsync 2 9 30\nend\n'));
        case 'stress':
          tell('tool stress-ng\nran 5\nran 10\n');
          return Promise.resolve(said());
        case 'tools':
          return Promise.resolve(said('python3\nnc\n'));
        case 'ping':
          return Promise.resolve(said('10 received, 0% packet loss\nrtt min/avg/max/mdev = 0.2/0.3/0.4/0.1 ms'));
        case 'receive':
          tell('port 40000\n');
          return Promise.resolve(said('port 40000\nreceived 33000000 3.000\n'));
        case 'send':
          return Promise.resolve(said());
      }
    },
  };
}

interface Given {
  readonly faults?: Readonly<Record<string, { readonly step: Step; readonly how: 'away' | 'hangs' }>>;
  readonly missing?: readonly string[];
  readonly parts?: BurninOrder['parts'];
  /** Stops it when this part begins. */
  readonly stopAt?: string;
}

const names = ['pi1', 'pi2', 'pi3'];

async function burnin({
  faults = {},
  missing = [],
  parts = ['disk', 'stress', 'network'],
  stopAt,
}: Given = {}): Promise<BurninState> {
  const order = { dir: '/p', seconds: 10, parts };
  const nodes = names.map(
    (name, entry) => ({ name, role: entry === 0 ? 'control-plane' : 'worker', board: 'pi4', entry }) as const,
  );
  let state = firstState({ id: '1', cluster: 'lab', order, nodes, startedAt: '2026-11-24T10:00:00.000Z' });
  const stopping = new AbortController();
  let clock = 0;
  await runBurnin(names, order, {
    shell: (node) => fakeShell(faults[node]),
    ask: (node) => {
      if (missing.includes(node)) return Promise.reject(new SlipwayError('fleet/not-found', node));
      return Promise.resolve(factsOf({ ...soundNode, addresses: `2: eth0 inet 192.168.10.${names.indexOf(node) + 20}/24 x` }));
    },
    tell: (event) => {
      state = reduce(state, event);
      if (event.type === 'part' && event.part === stopAt) stopping.abort();
    },
    now: () => (clock += 100),
    signal: stopping.signal,
  });
  return state;
}

const phases = ({ nodes }: BurninState): readonly string[] =>
  nodes.map(({ phase }) => (phase.kind === 'lost' ? `lost during ${phase.during}` : phase.kind));

describe('a burn-in', () => {
  it('measures cards, stress and every way between nodes', async () => {
    const state = await burnin();
    expect(state).toMatchObject({ state: 'done', part: 'end' });
    expect(phases(state)).toEqual(['done', 'done', 'done']);
    const { nodes, network, fraction } = burninSnapshot(state);
    expect(fraction).toBe(1);
    for (const { disks, stress, series, model } of nodes) {
      expect(model).toBe('Raspberry Pi 4 Model B Rev 1.4');
      expect(disks).toMatchObject([{ mount: '/', medium: 'sd', tool: 'python3', sync: { p99: 9 } }]);
      expect(stress).toMatchObject({ tool: 'stress-ng', seconds: 10 });
      expect(series.temperature).toEqual([61, 63]);
    }
    expect(network.map(({ from, to, bytesPerSecond }) => `${from} ${to} ${bytesPerSecond}`).toSorted()).toEqual(
      ['pi1 pi2', 'pi1 pi3', 'pi2 pi1', 'pi2 pi3', 'pi3 pi1', 'pi3 pi2'].map((pair) => `${pair} 11000000`),
    );
  });

  it.each<[Step, string]>([
    ['disk', 'disk'],
    ['stress', 'stress'],
    ['ping', 'network'],
  ])('goes on without a node that goes away at %s', async (step, during) => {
    const state = await burnin({ faults: { pi2: { step, how: 'away' } } });
    expect(state.state).toBe('done');
    expect(phases(state)).toEqual(['done', `lost during ${during}`, 'done']);
    expect(burninSnapshot(state).nodes.map(({ verdict }) => verdict.grade)).toEqual(['good', 'bad', 'good']);
    const measured = state.network
      .filter(({ bytesPerSecond }) => bytesPerSecond !== undefined)
      .map(({ from, to }) => `${from} ${to}`);
    expect(measured).toEqual(expect.arrayContaining(['pi1 pi3', 'pi3 pi1']));
  });

  it('takes no node that cannot be found', async () => {
    const state = await burnin({ missing: ['pi3'], parts: ['stress'] });
    expect(phases(state)).toEqual(['done', 'done', 'lost during start']);
  });

  it('fails when no node is left', async () => {
    expect(await burnin({ missing: names })).toMatchObject({ state: 'failed' });
  });

  it('that is stopped ends what hangs, and keeps what was measured', async () => {
    const hangs = { step: 'stress', how: 'hangs' } as const;
    const state = await burnin({ faults: { pi1: hangs, pi2: hangs, pi3: hangs }, stopAt: 'stress' });
    expect(state.state).toBe('stopped');
    expect(phases(state)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(state.nodes.every(({ disks }) => disks.length === 1)).toBe(true);
  });
});
