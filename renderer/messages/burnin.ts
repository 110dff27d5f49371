import type {
  BlockSize,
  BurninPart,
  BurninPhase,
  BurninSnapshot,
  BurninVerdict,
  DiskResult,
} from '../../electron/contract/burnin.ts';
import type { ThrottleFlag } from '../../electron/contract/facts.ts';
import { list, percent, plural } from './format.ts';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const megabytes = (bytesPerSecond: number): string => number.format(bytesPerSecond / 1e6);

export const burnin = {
  title: 'Is the hardware sound?',
  lead: 'Burn-in measures each card, keeps all nodes busy at once and measures the network between them: it finds the weak card, supply and cable before Kubernetes does.',
  start: {
    nodes: 'Nodes',
    nodesHint: 'Those that are up. A node that is lost meanwhile leaves the others going.',
    none: 'No node is up yet: see the Boot page.',
    all: 'All that are up',
    parts: 'What is tested',
    part: {
      disk: 'Cards and disks',
      stress: 'Processor and memory, all nodes at once',
      network: 'Network between the nodes',
    } satisfies Record<BurninPart, string>,
    seconds: 'Seconds of stress',
    secondsHint: 'Ten minutes (600) bring out what is weak. Cards are written to in a file of their own, which is removed.',
    badSeconds: 'Write a whole number of seconds, from 5 to 86400.',
    action: (nodes: number) => `Test ${plural(nodes, 'node')}`,
    again: 'Test again …',
  },
  running: {
    title: 'Under way',
    stop: 'Stop the test',
    bar: 'The whole test',
    part: {
      start: 'Getting ready',
      disk: 'Cards and disks',
      stress: 'All nodes busy',
      network: 'Network',
      end: 'Clearing up',
    } satisfies Record<BurninSnapshot['part'], string>,
    state: { running: 'Running', done: 'Done', stopped: 'Stopped', failed: 'Failed' } satisfies Record<
      BurninSnapshot['state'],
      string
    >,
  },
  verdicts: {
    title: 'Verdicts',
    grade: { good: 'Sound', fair: 'Fair', bad: 'Weak', unknown: 'Not judged' } satisfies Record<BurninVerdict['grade'], string>,
    source: 'Source',
  },
  phase: (phase: BurninPhase): string => {
    switch (phase.kind) {
      case 'waiting':
        return 'Waits for the other nodes';
      case 'disk':
      case 'stress':
      case 'network':
        return `${phase.doing} · ${percent(phase.fraction)}`;
      case 'done':
        return 'Done';
      case 'lost':
        return `It went away. ${phase.error.title} The others went on.`;
      case 'stopped':
        return 'Stopped';
    }
  },
  charts: {
    title: 'Temperature and clock',
    lead: 'One line for each node, the chosen one strong. A Pi that is too warm or gets too little voltage falls to 600 MHz.',
    node: 'Strong line',
    temperature: 'Temperature, °C',
    clock: 'Clock, MHz',
    loading: 'Loading the chart …',
    table: 'The same as a table',
    now: 'Last',
    columns: { node: 'Node', temperature: '°C', clock: 'MHz', load: 'Load', flags: 'Power and heat' },
    weak: (seconds: number) => `too little voltage for ${String(seconds)} s`,
    throttled: (seconds: number) => `throttled for ${String(seconds)} s`,
    fine: 'no trouble',
  },
  boxes: {
    title: 'Spread',
    lead: 'From the least to the most, the middle half as a box, the median as a line.',
    temperature: 'Temperature under stress, °C',
    write: 'Random 4K writes, MB/s',
    item: (name: string, [low, median, high]: readonly [string, string, string]) =>
      `${name}: ${low} to ${high}, median ${median}`,
  },
  flag: {
    'under-voltage': 'Too little voltage',
    'frequency-capped': 'Clock capped',
    throttled: 'Throttled',
    'soft-temperature-limit': 'Too warm',
  } satisfies Record<ThrottleFlag, string>,
  disks: {
    title: 'Cards and disks, MB/s',
    lead: 'Beside them what other cards reached. etcd waits for small writes: random 4K and the sync time matter most.',
    columns: { what: 'Card or disk', sync: 'Sync, ms' },
    size: { 4096: '4K', 524_288: '512K', 16_777_216: '16M' } satisfies Record<BlockSize, string>,
    column: (op: 'read' | 'write', pattern: 'random' | 'sequential', size: string) =>
      `${pattern === 'random' ? 'Random' : 'Seq.'} ${op} ${size}`,
    medium: { sd: 'card', ssd: 'SSD', hdd: 'hard disk', unknown: 'disk' } satisfies Record<DiskResult['medium'], string>,
    name: (node: string, disk: DiskResult, medium: string) => `${node} · ${medium} at ${disk.mount}`,
    references: 'To compare with',
    megabytes,
    milliseconds: (value: number) => number.format(value),
    nothing: '–',
  },
  network: {
    title: 'Network, Mbit/s',
    lead: 'From the node at the left to the node above, and back and forth in milliseconds.',
    from: 'From',
    rate: (bytesPerSecond: number) => number.format((bytesPerSecond * 8) / 1e6),
    latency: (milliseconds: number) => `${number.format(milliseconds)} ms`,
    lost: (fraction: number) => `${percent(fraction)} lost`,
    failed: 'failed',
  },
  reports: {
    title: 'Reports',
    record: (nodes: number, grades: readonly string[]) => [plural(nodes, 'node'), ...grades].join(' · '),
    grade: (count: number, grade: string) => `${String(count)} ${grade.toLowerCase()}`,
    save: 'Save the report',
    saved: (paths: readonly string[]) => `The report is in ${list(paths)}.`,
    download: 'Download it',
    show: 'Show in folder',
    open: 'Save',
    openLabel: (when: string) => `Save the report of ${when}`,
  },
  notes: (node: string, note: string) => `${node}: ${note}`,
  say: { ended: 'The burn-in has ended.' },
} as const;
