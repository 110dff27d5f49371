// A process of its own with a cluster's worth of stand-in nodes over real SSH: answers the scripts of `up` as nodes do that take their time.
// Prints how they are reached as one line of JSON, and ends with its stdin.
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { initProbe } from '../../electron/engine/recipes/kubeadm/init-state.ts';
import { joinProbe } from '../../electron/engine/recipes/kubeadm/join-state.ts';
import { clearScript, pollScript, startScript } from '../../electron/engine/runbook/act-scripts.ts';
import { startFakeNode, type FakeAnswer, type FakeCommand } from '../fakes/fake-node.ts';

const [workers = '1', authorizedKey = ''] = process.argv.slice(2);

/** How long what takes long takes; a sixtieth of a Pi's time and more. */
const actMs: Readonly<Record<string, number>> = {
  packages: 3000,
  'kubernetes-images': 3000,
  'kubeadm-init': 4000,
  'kubeadm-join': 3000,
};
const scriptMs = 20;
/** kubectl keeps a core of the first control plane busy for so long; a Pi has four. */
const kubectlMs = 250;
const cores = 4;

const ca = execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-subj',
    '/CN=kubernetes',
  ],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
);
const kubeconfig = `clusters: [{cluster: {certificate-authority-data: QQ==, server: 'https://x'}}]\nusers: [{user: {client-key-data: QQ==}}]\n`;

interface Machine {
  readonly name: string;
  /** Milliseconds since 1970 at which each act ends. */
  readonly acts: Map<string, number>;
  /** Checks that were answered with "not yet" since the last act. */
  readonly open: Set<string>;
  readonly passed: Set<string>;
  member: boolean;
}

const machines = new Map<string, Machine>();
const labels = new Map<string, Record<string, string>>();

/** Makes what was found missing so. */
function acted(machine: Machine): Printed {
  for (const check of machine.open) machine.passed.add(check);
  machine.open.clear();
  return { stdout: '' };
}
type Printed = Exclude<FakeAnswer, string>;

async function answer(machine: Machine, { script = '', args }: FakeCommand): Promise<FakeAnswer> {
  await delay(scriptMs);
  if (script.includes('exec kubectl "$@"')) return kubectl(args.slice(1));
  if (script === startScript) {
    machine.acts.set(args[1] ?? '', Date.now() + (actMs[args[1] ?? ''] ?? 500));
    return { stdout: 'started\n' };
  }
  if (script === pollScript) return poll(machine, args[1] ?? '');
  if (script === clearScript) return { stdout: '' };
  if (script.includes(joinProbe))
    return { stdout: `machine=${machine.name}\nkubelet=${Number(machine.member)}\nbegun=0\n${machine.member ? ca : ''}` };
  if (script.includes(initProbe))
    return { stdout: machine.member ? 'admin=1\nserving=1\ncluster=lab\n' : 'admin=0\nserving=0\n' };
  if (script.includes('cat /etc/kubernetes/pki/ca.crt')) return { stdout: ca };
  if (script.includes('cat /etc/kubernetes/admin.conf')) return { stdout: kubeconfig };
  if (script.includes('containerd --version')) return { stdout: 'containerd github.com/containerd/containerd 1.7.24\n' };
  if (script.includes('kubeadm config validate')) return { stdout: 'ok\n' };
  if (script.startsWith('set -u\nok()')) return check(machine, `${script}\n${args.join('\n')}`);
  return acted(machine);
}

function check(machine: Machine, key: string): Printed {
  if (machine.passed.has(key)) return { stdout: 'It is so.\n' };
  machine.open.add(key);
  return { code: 9, stdout: 'It is not so.\n' };
}

async function poll(machine: Machine, unit: string): Promise<Printed> {
  const left = (machine.acts.get(unit) ?? 0) - Date.now();
  await delay(Math.max(0, Math.min(left, 5000)));
  if (left > 5000) return { stdout: 'running\n' };
  acted(machine);
  if (unit.startsWith('kubeadm-')) machine.member = true;
  return { stdout: 'ended 0\n' };
}

let busy = 0;
const waiting: (() => void)[] = [];

async function kubectl(args: readonly string[]): Promise<FakeAnswer> {
  if (busy >= cores) await new Promise<void>((resolve) => waiting.push(resolve));
  busy += 1;
  await delay(kubectlMs);
  busy -= 1;
  waiting.shift()?.();
  const [verb, kind] = args;
  if (verb === 'get' && kind === 'nodes')
    return { stdout: JSON.stringify({ items: [...machines.values()].filter(({ member }) => member).map(nodeObject) }) };
  if (verb === 'label') {
    const flag = args.indexOf('--overwrite');
    const pairs = Object.fromEntries(args.slice(flag + 1).map((pair) => [pair.replace(/=.*/, ''), pair.replace(/^[^=]*=/, '')]));
    for (const name of args.slice(2, flag)) labels.set(name, pairs);
  }
  return { stdout: '' };
}

function nodeObject({ name }: Machine, index: number): object {
  return {
    metadata: { name, labels: labels.get(name) ?? {} },
    spec: {
      podCIDR: `10.244.${index}.0/24`,
      taints: index === 0 ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] : [],
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { machineID: name, kubeletVersion: 'v1.36.4' } },
  };
}

const names = ['pi0', ...Array.from({ length: Number(workers) }, (_, index) => `pi${index + 1}`)];
const targets = await Promise.all(
  names.map(async (name) => {
    const machine: Machine = { name, acts: new Map(), open: new Set(), passed: new Set(), member: false };
    machines.set(name, machine);
    const node = await startFakeNode({ authorizedKeys: [authorizedKey], answer: (command) => answer(machine, command) });
    return [name, node.target(name)] as const;
  }),
);
process.stdout.write(`${JSON.stringify(targets)}\n`);
process.stdin.resume().on('end', () => process.exit());
