import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseDocument } from 'yaml';
import { lab, labDown, labObstacle, labTools, labUp, serveImage, slipway } from './lab.ts';

const run = promisify(execFile);
const obstacle = labObstacle();
const cli = fileURLToPath(new URL('../../dist/headless/cli.js', import.meta.url));
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@desk';

describe.skipIf(obstacle !== undefined)(`an offline room${obstacle === undefined ? '' : ` (skipped: ${obstacle})`}`, () => {
  let work = '';
  let bundle = '';
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'slipway-offline-'));
    bundle = join(work, 'bundle');
    await labUp();
  });
  afterAll(async () => {
    await labDown();
    await rm(work, { recursive: true, force: true });
  });

  it('has everything of its plan in one folder, taken from the mirrors that the plan names', async () => {
    const project = join(work, 'project');
    const dataDir = join(work, 'data');
    const image = await serveImage('hypriot');
    await slipway('new', project, '--data-dir', dataDir, '--nodes', 'pi[1-2]', '--image', image, '--key', await keyFile(work));
    await useLabMirrors(project);
    const made = await slipway('bundle', project, '--out', bundle, '--arch', 'amd64', '--data-dir', dataDir, '--json');
    expect(JSON.parse(made.trim().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'bundle',
      version: '1.20.2',
      images: 7,
      gaps: [],
    });
    await run('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: bundle });
    expect(await slipway('mirror', bundle, '--check')).toContain('The bundle is whole.');
  });

  it('is served so that curl and skopeo find there what the vendors have', async () => {
    const mirror = await startMirror(bundle);
    const kubelet = join(work, 'kubelet');
    const address = `${mirror}/kubernetes/release/v1.20.2/bin/linux/amd64/kubelet`;
    await lab('exec', 'curl', '-fsS', '-o', kubelet, address);
    const published = await lab('exec', 'curl', '-fsS', `${address}.sha256`);
    expect((await run('sha256sum', [kubelet])).stdout.split(' ')[0]).toBe(published.trim());

    const host = new URL(mirror).host;
    for (const name of ['kube-apiserver:v1.20.2', 'etcd:3.4.13-0', 'pause:3.2']) {
      const digest = (registry: string): Promise<string> =>
        lab('exec', 'skopeo', 'inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${registry}/${name}`);
      expect(await digest(host)).toBe(await digest('10.77.0.1:5000'));
    }
    const copy = join(work, 'pause');
    await lab(
      'exec',
      'skopeo',
      'copy',
      '-q',
      '--insecure-policy',
      '--src-tls-verify=false',
      `docker://${host}/pause:3.2`,
      `dir:${copy}`,
    );
    expect(await readFile(join(copy, 'manifest.json'), 'utf8')).toContain('layers');
  });
});

async function keyFile(work: string): Promise<string> {
  const path = join(work, 'key.pub');
  await writeFile(path, `${key}\n`);
  return path;
}

async function useLabMirrors(project: string): Promise<void> {
  const file = join(project, 'cluster.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.set('kubernetes', { track: 'kubeadm-docker', version: '1.20.2', cni: 'host-routes' });
  document.set('mirrors', { kubernetes: 'http://10.77.0.1:8000/', registry: 'http://10.77.0.1:5000' });
  await writeFile(file, document.toString());
}

/** `slipway mirror` at the desktop's place in the lab; gives its address. */
async function startMirror(folder: string): Promise<string> {
  const args = ['exec', process.execPath, cli, 'mirror', folder, '--listen', '10.77.0.1:8620', '--json'];
  const child = spawn(join(labTools, 'lab.sh'), args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { readonly url: string };
    return url;
  }
  throw new Error('the mirror ended before it served anything');
}
