import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ScriptOptions, ScriptResult, StepContext } from '../../../../../electron/engine/runbook/step.ts';
import type { ClusterSpec } from '../../../../../electron/engine/recipes/cluster-spec.ts';
import { smokeRun } from '../../../../../electron/engine/recipes/day2/smoke.ts';
import { askScript, smokeManifest } from '../../../../../electron/engine/recipes/day2/smoke-manifest.ts';
import { parseSmokePods } from '../../../../../electron/engine/recipes/day2/smoke-pods.ts';

const run = promisify(execFile);
const first = { name: 'a', role: 'control-plane', address: '10.0.0.1', labels: {} } as const;
const second = { name: 'b', role: 'worker', address: '10.0.0.2', labels: {} } as const;
const spec = {
  ...{ name: 'lab', track: 'kubeadm', nodes: [first, second], first, controlPlanes: [first], workers: [second] },
  registry: { host: '10.77.0.1:5000', repository: '10.77.0.1:5000', url: 'http://10.77.0.1:5000', plain: true },
} as unknown as ClusterSpec;

const pod = (name: string, app: string, [node, ready = true]: readonly [string, boolean?]): object => ({
  metadata: { name, labels: { app } },
  spec: { nodeName: node },
  status: { podIP: `10.244.0.${name.length}`, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const good = [
  pod('s-a', 'smoke', ['a']),
  pod('s-bb', 'smoke', ['b']),
  pod('two-1', 'smoke-two', ['a']),
  pod('two-22', 'smoke-two', ['b']),
];

interface Cluster {
  readonly pods?: readonly object[];
  /** What a pod hears from a host. */
  readonly answers?: (host: string) => string | undefined;
  readonly images?: readonly string[];
}

/** A control plane that answers kubectl; remembers what was asked. */
function controlPlane({ pods = good, answers = () => 'slipway pod', images = ['busy:1'] }: Cluster): {
  readonly context: StepContext;
  readonly asked: { readonly args: readonly string[]; readonly stdin: string }[];
} {
  const asked: { readonly args: readonly string[]; readonly stdin: string }[] = [];
  const ok = (stdout: string): ScriptResult => ({ code: 0, stdout, stderr: '' });
  const answer = (text: string, args: readonly string[]): ScriptResult => {
    if (text.includes('/manifests/')) return ok(args.slice(1).find((image) => images.includes(image)) ?? args[1] ?? '');
    const words = args.join(' ');
    if (words.includes('get pods')) return ok(JSON.stringify({ items: pods }));
    if (words.includes('get service smoke')) return ok('10.96.7.7');
    if (words.includes('get service kube-dns')) return ok('service/kube-dns');
    if (words.includes('exec')) {
      const said = answers(args.at(-2) ?? '');
      return said === undefined ? { code: 1, stdout: '', stderr: 'wget: timed out' } : ok(said);
    }
    return ok('');
  };
  const script = (text: string, { args = [], stdin = '' }: ScriptOptions = {}): Promise<ScriptResult> => {
    asked.push({ args, stdin: String(stdin) });
    return Promise.resolve(answer(text, args));
  };
  const context = {
    signal: new AbortController().signal,
    now: () => new Date(0),
    note: () => undefined,
    remote: (node: string) => ({ node, script }),
    detached: () => ({ run: () => Promise.reject(new Error('not here')) }),
  } satisfies StepContext;
  return { context, asked };
}

const stepNamed = (id: string) => {
  const step = smokeRun(spec).steps.find((candidate) => candidate.id === id);
  if (step === undefined) throw new Error(id);
  return step;
};

describe('the smoke test', () => {
  it('is deployed only when a pod is ready on every node, and says on which it is not', async () => {
    const deploy = stepNamed('smoke/deploy');
    expect(await deploy.check(controlPlane({}).context)).toMatchObject({ done: true });
    const missing = [pod('s-a', 'smoke', ['a']), pod('s-bb', 'smoke', ['b', false])];
    expect(await deploy.check(controlPlane({ pods: missing }).context)).toMatchObject({
      done: false,
      summary: 'No pod is ready on b.',
    });
  });

  it("uses whichever image the plan's registry has, over stdin", async () => {
    const { context, asked } = controlPlane({});
    await stepNamed('smoke/deploy').act?.(context);
    const applied = asked.find(({ args }) => args.includes('apply'));
    expect(applied?.stdin).toContain('image: 10.77.0.1:5000/busy:1');
  });

  it('each node asks the next in a ring; who gets no answer is named', async () => {
    const step = stepNamed('smoke/node-to-node');
    expect(await step.check(controlPlane({}).context)).toMatchObject({
      done: true,
      summary: '2 pods asked each other across the nodes, and all answered.',
    });
    const deaf = controlPlane({ answers: (host) => (host === '10.244.0.4' ? undefined : 'slipway x') });
    const found = await step.check(deaf.context);
    expect(found).toMatchObject({ done: false, summary: 'No answer: a → 10.244.0.4.' });
    expect(found.said?.[0]?.output).toContain('wget: timed out');
  });

  it('somebody else’s page is no answer', async () => {
    const found = await stepNamed('smoke/service').check(controlPlane({ answers: () => '<html>login</html>' }).context);
    expect(found.done).toBe(false);
  });

  it('DNS may fail without failing the run, and the cleaning comes after everything, however it ended', () => {
    const { steps } = smokeRun(spec);
    expect(steps.filter(({ optional }) => optional === true).map(({ id }) => id)).toEqual(['smoke/dns']);
    expect(stepNamed('smoke/clean').after).toEqual(steps.slice(0, -1).map(({ id }) => id));
  });

  it('what is no list of pods is refused', () => {
    expect(() => parseSmokePods('Error from server')).toThrow(expect.objectContaining({ code: 'kubernetes/api-down' }) as Error);
  });
});

describe('what is applied', () => {
  it('is four sound documents, all in a namespace of their own, without rights', () => {
    const documents = parseAllDocuments(smokeManifest('r/busy:1'));
    const data = documents.map((document) => document.toJS() as { kind: string; metadata: { namespace?: string } });
    expect(data.map(({ kind }) => kind)).toEqual(['Namespace', 'DaemonSet', 'Deployment', 'Service']);
    expect(data.slice(1).every(({ metadata }) => metadata.namespace === 'slipway-smoke')).toBe(true);
    expect(smokeManifest('r/busy:1')).toContain('allowPrivilegeEscalation: false');
  });

  it('its server and its question are real: perl answers what the script asks', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const [, daemonSet] = parseAllDocuments(smokeManifest('x')).map(
      (document) =>
        document.toJS() as {
          spec: { template: { spec: { containers: { command: string[] }[] } } };
        },
    );
    const program = daemonSet?.spec.template.spec.containers[0]?.command[2] ?? '';
    const withoutBusybox = program.replace(/^if [^]*?\nfi\n/, '').replaceAll('8080', String(port));
    const server = spawn('sh', ['-c', withoutBusybox], { env: { ...process.env, HOSTNAME: 'pod-1' }, stdio: 'ignore' });
    try {
      const ask = askScript.replace(/^if .*\n/, '');
      const answer = async (): Promise<string> =>
        (await run('sh', ['-c', ask, 'ask', '127.0.0.1', String(port)]).catch(() => ({ stdout: '' }))).stdout;
      await expect.poll(answer, { timeout: 20_000 }).toBe('slipway pod-1\n');
    } finally {
      server.kill();
    }
  });
});
