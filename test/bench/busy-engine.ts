// A process of its own: the page over services in memory, with 256 nodes that do not stand still. Prints the page's address.
import type { StepInfo, StepProgress, StepState } from '../../electron/contract/runbook.ts';
import { startServer } from '../../electron/headless/serve.ts';
import { evidence } from '../fakes/fake-runs.ts';
import { fakeServices } from '../fakes/fake-services.ts';
import { inState, upAt, withNodes } from '../fakes/fleet-samples.ts';

const [pageDir = '', dir = '/busy'] = process.argv.slice(2);
/** As often as the engine tells of progress (feed.ts). */
const tick = 200;
/** About what the recipes do on a node. */
const titles = [
  ...['Host name', 'Clock', 'Names of the nodes', 'Kernel modules and settings', 'Memory cgroup', 'Swap', 'Docker'],
  ...['Firewall front end', 'Programs that Kubernetes calls', 'Kubernetes programs', 'Container images', 'Joins', 'Is Ready'],
];
const underWay = 8;

const fake = fakeServices();
fake.projects.put(
  dir,
  `apiVersion: slipway/v1
kind: Cluster
name: busy
login: { authorizedKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIfake me@desk"] }
network: { addressing: static, gateway: 192.168.8.1 }
image: hypriotos-1.12.3
nodes:
  - { name: pi-master, role: control-plane, board: pi4, address: 192.168.10.20/16 }
  - { name: "pi-node[001-255]", board: pi4, address: "192.168.11.[1-255]/16" }
`,
);
fake.images.store('hypriotos-1.12.3');
const names = fake.projects.plan(dir).nodes.map(({ name }) => name);
const fleet = fake.fleet.of(dir);
fleet.set(withNodes(fleet.get(), Object.fromEntries(names.map((name, index) => [name, upAt(`192.168.11.${index}`)]))));

await fake.services.runs.start({ dir, kind: 'up', parameters: {}, takeLock: false });
const said = 'a line of what a program said of itself and of its version\n';
const idOf = (title: string, node: string): string => `host/${title.toLowerCase().replaceAll(' ', '-')}@${node}`;
const info = (title: string, on: string): StepInfo => ({
  ...{ id: idOf(title, on), title, on, needs: [], stage: 'host', weight: 10, timeoutMs: 300_000, does: `Makes it so: ${title}.` },
});
// As in the engine, a state that did not change is the same object in the next snapshot.
const waiting: StepState = { kind: 'waiting' };
const working: StepState = { kind: 'acting' };
const done: StepState = { kind: 'done', changed: true, evidence: evidence('So it is.', said.repeat(6)) };
const steps = names.flatMap((name) => titles.map((title) => ({ info: info(title, name), attempts: 1, logBytes: 0 })));
const acting = (index: number, at: number): boolean => index >= at && index < at + underWay;
const standing = (at: number): readonly StepProgress[] =>
  steps.map((step, index) => {
    const log = acting(index, at) ? (logs.get(step.info.id) ?? '') : '';
    const state: StepState = index < at ? done : acting(index, at) ? working : waiting;
    return { ...step, state, logBytes: log.length };
  });

const { logs } = fake.runs;
let turn = 0;
setInterval(() => {
  turn += 1;
  const at = Math.floor(steps.length / 2) + Math.floor(turn / 5);
  for (const { info: each } of steps.slice(at, at + underWay)) logs.set(each.id, `${logs.get(each.id) ?? ''}${said.repeat(4)}`);
  fake.runs.set({ steps: standing(at), progress: { fraction: at / steps.length, etaSeconds: 600 } });
  const name = names[turn % names.length] ?? '';
  const isLost = turn % 2 === 0;
  const lost = inState({ kind: 'lost', since: '2026-11-24T20:00:00.000Z', lastAddress: '192.168.11.9' }, 'It is gone.', [
    'Look.',
  ]);
  fleet.set(withNodes(fleet.get(), { [name]: isLost ? lost : upAt('192.168.11.9') }));
}, tick);

const server = await startServer({ services: fake.services, pageDir });
process.stdout.write(`${server.url}\n`);
process.stdin.resume().on('end', () => process.exit());
