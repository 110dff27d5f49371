import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { eventually, lab, labDir, serveImage, ssh } from './lab.ts';

const run = promisify(execFile);
const cliProgram = fileURLToPath(new URL('../../dist/headless/cli.js', import.meta.url));

/** How a command of the CLI ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A plan of lab nodes `k1`, `k2` … at 10.77.0.20 and up, the first of them the control plane, with everything from the lab's mirrors. */
export interface LabCluster {
  readonly dir: string;
  /** Runs the CLI to its end at the desktop's place; a code is a result. */
  readonly cli: (...args: readonly string[]) => Promise<CliResult>;
  /** Starts the CLI and leaves it running; the child is the CLI itself, so that it can be killed. */
  readonly begin: (...args: readonly string[]) => ChildProcess;
  /** Runs a command on a node as its login. */
  readonly on: (node: string, command: string) => Promise<string>;
  /** Boots nodes from freshly written cards and waits until their first boot is over. */
  readonly boot: (...nodes: readonly string[]) => Promise<void>;
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  /** Changes the plan as a person would with an editor. */
  readonly edit: (path: readonly (string | number)[], value: unknown) => Promise<void>;
  /** Changes a file on the boot partition of a card before it is booted. */
  readonly editCard: (node: string, file: string, change: (text: string) => string) => Promise<void>;
  /** Stops the nodes and removes everything. */
  readonly end: () => Promise<void>;
}

interface LabPlan {
  /** All nodes, control planes included. */
  readonly nodes: number;
  /** Control planes, the first of the nodes; one where absent. */
  readonly controlPlanes?: number;
  /** What is said of Kubernetes besides. */
  readonly kubernetes?: Readonly<Record<string, unknown>>;
  readonly mirrors?: Readonly<Record<string, string>>;
  /** HypriotOS where absent. */
  readonly flavour?: 'hypriot' | 'raspios';
  /** One letter, with which the nodes' names begin; `k` where absent. */
  readonly letter?: keyof typeof beforeFirst;
  /** How kubectl is run on the first node. */
  readonly kubectl?: string;
}

/** Last byte before the address of the first node, by the letter of the nodes: tests may run side by side. */
const beforeFirst = { k: 19, c: 39, l: 45 };

/** Of a node by its letter and number, without prefix length. */
export function addressOf(node: string): string {
  const before = Object.entries(beforeFirst).find(([letter]) => node.startsWith(letter))?.[1] ?? 0;
  return `10.77.0.${before + Number(node.slice(1))}`;
}

/** Makes the project and writes the cards of all its nodes. */
export async function labCluster(plan: LabPlan): Promise<LabCluster> {
  const { nodes, letter = 'k', flavour = 'hypriot', kubectl = 'sudo KUBECONFIG=/etc/kubernetes/admin.conf kubectl' } = plan;
  const work = await mkdtemp(join(tmpdir(), 'slipway-cluster-'));
  const [home, dir, cards] = [join(work, 'home'), join(work, 'project'), join(work, 'cards')];
  const key = join(home, '.ssh', 'id_ed25519');
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const words = (args: readonly string[]): string[] => [
    ...['--net=/run/netns/lab', 'env', '-u', 'SSH_AUTH_SOCK', `HOME=${home}`, process.execPath, cliProgram],
    ...[...args, '--data-dir', join(labDir, 'cluster-data')],
  ];
  const begin = (...args: readonly string[]): ChildProcess =>
    spawn('nsenter', words(args), { stdio: ['ignore', 'pipe', 'pipe'] });
  const cli = (...args: readonly string[]): Promise<CliResult> => resultOf(begin(...args));
  const must = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await cli(...args);
    if (code !== 0) throw new Error(`slipway ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  };
  const on = (node: string, command: string): Promise<string> =>
    ssh({ address: addressOf(node), user: 'pirate', key, knownHosts: join(dir, 'known_hosts') }, command);
  const edit = (path: readonly (string | number)[], value: unknown): Promise<void> => editPlan(dir, path, value);

  const image = await serveImage(flavour);
  await must('new', dir, '--name', 'lab', '--nodes', `${letter}1`, '--image', image, '--key', `${key}.pub`);
  for (const [path, value] of planSections(plan)) await edit(path, value);
  await must('write', dir, '--all', '--to-dir', cards);
  return {
    ...{ dir, cli, begin, on, edit },
    boot: async (...names) => {
      for (const node of names) await lab('boot', join(cards, `${node}.img`), node);
      for (const node of names) await eventually(() => on(node, 'cloud-init status --wait >/dev/null 2>&1; true'));
    },
    editCard: async (node, file, change) => {
      const [image, copy] = [`${join(cards, `${node}.img`)}@@1M`, join(work, file)];
      await run('mcopy', ['-n', '-o', '-i', image, `::${file}`, copy]);
      await writeFile(copy, change(await readFile(copy, 'utf8')));
      await run('mcopy', ['-o', '-i', image, copy, `::${file}`]);
    },
    kubectl: (...args) => on(`${letter}1`, `${kubectl} ${args.join(' ')}`),
    end: async () => {
      for (let node = 1; node <= nodes; node += 1) await lab('stop', `${letter}${node}`);
      await rm(work, { recursive: true, force: true });
    },
  };
}

/** Collects what a command says until it ends. */
export function resultOf(child: ChildProcess): Promise<CliResult> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code: code ?? -1, ...said }));
  });
}

async function editPlan(dir: string, path: readonly (string | number)[], value: unknown): Promise<void> {
  const file = join(dir, 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(path, document.createNode(value));
  await writeFile(file, document.toString());
}

/** What the lab needs besides: kube-proxy may not touch the conntrack limit in a container, and swap is the host's. */
function planSections(plan: LabPlan): readonly (readonly [readonly string[], unknown])[] {
  const { nodes, controlPlanes = 1, kubernetes = {}, mirrors = {}, letter = 'k' } = plan;
  return [
    [['network'], { domain: 'lan', addressing: 'static', gateway: '10.77.0.1', dns: ['10.77.0.1'] }],
    [
      ['nodes'],
      [...nodeEntries(letter, 'control-plane', [1, controlPlanes]), ...nodeEntries(letter, 'worker', [controlPlanes + 1, nodes])],
    ],
    [
      ['kubernetes'],
      {
        track: 'kubeadm-docker',
        version: '1.20.2',
        cni: 'host-routes',
        kubelet: { failSwapOn: false },
        kubeProxy: { conntrack: { maxPerCore: 0 } },
        ...kubernetes,
      },
    ],
    [['mirrors'], { kubernetes: 'http://10.77.0.1:8000/', registry: 'http://10.77.0.1:5000', ...mirrors }],
  ];
}

/** The entry of the plan for nodes `from` to `to`; none when there are none. */
/** Entries of the plan for the nodes from one number to another; none where that is less. */
export function nodeEntries(
  letter: keyof typeof beforeFirst,
  role: string,
  [from, to]: readonly [number, number],
): readonly object[] {
  if (to < from) return [];
  const range = (first: number, last: number): string => (first === last ? String(first) : `[${first}-${last}]`);
  const before = beforeFirst[letter];
  return [
    { name: `${letter}${range(from, to)}`, role, board: 'pi4', address: `10.77.0.${range(before + from, before + to)}/24` },
  ];
}

/** A step of a run that did not end well. */
export interface Failure {
  readonly id: string;
  readonly code: string;
  readonly cause: string;
}

/** The steps that failed, by the last line of a run with `--json`. */
export function failuresOf({ stdout }: CliResult): readonly Failure[] {
  return endOf(stdout).steps.flatMap(({ info, state }) =>
    state.kind === 'failed' ? [{ id: info.id, code: state.error?.code ?? '', cause: state.cause ?? '' }] : [],
  );
}

/** The steps in which the run acted. */
export const changedBy = ({ stdout }: CliResult): readonly string[] =>
  endOf(stdout).steps.flatMap(({ info, state }) => (state.changed === true ? [info.id] : []));

interface RunEnd {
  readonly steps: readonly {
    readonly info: { readonly id: string };
    readonly state: {
      readonly kind: string;
      readonly changed?: boolean;
      readonly error?: { readonly code: string };
      readonly cause?: string;
    };
  }[];
}

function endOf(stdout: string): RunEnd {
  const line = stdout.split('\n').findLast((text) => text.startsWith('{"type":"run-ended"'));
  if (line === undefined) throw new Error(`The run has no end: ${stdout.slice(-2000)}`);
  return JSON.parse(line) as RunEnd;
}
