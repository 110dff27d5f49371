import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeBundleIndex } from '../../../../../electron/engine/artifacts/bundle/bundle-index.ts';
import { startMirror, type RunningMirror } from '../../../../../electron/engine/artifacts/mirror-server.ts';
import { networkSteps } from '../../../../../electron/engine/recipes/network/cni.ts';
import type { ManifestSource } from '../../../../../electron/engine/recipes/network/manifest-steps.ts';
import { workloadsOf } from '../../../../../electron/engine/recipes/network/workloads.ts';
import type { ScriptOptions, Step, StepContext } from '../../../../../electron/engine/runbook/step.ts';
import { createManifestSource } from '../../../../../electron/engine/services/manifest-source.ts';
import { testSpec } from '../../../../fakes/cluster-spec.ts';
import { putImage } from '../../../../fakes/container-images.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const manifest = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent, namespace: kube-system }
spec: { template: { spec: { containers: [{ name: a, image: 'docker.io/net/agent:1' }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: operator }
spec: { template: { spec: { containers: [{ name: o, image: 'quay.io/net/operator:2' }] } } }
---
kind: ConfigMap
metadata: { name: settings }
`;
const sha256 = createHash('sha256').update(manifest).digest('hex');

let files: Server;
let mirror: RunningMirror;
let url: string;
let dataDir: string;
beforeEach(async () => {
  dataDir = tempFolder();
  const dir = tempFolder();
  await putImage(join(dir, 'registry'), 'net/agent:1', ['amd64', 'arm64', 'arm/v7']);
  await putImage(join(dir, 'registry'), 'net/operator:2', ['amd64', 'arm64']);
  const about = { cluster: 'lab', track: 'kubeadm', version: '1.36.4', madeAt: '2026-11-24T00:00:00Z' } as const;
  await writeBundleIndex(dir, { apiVersion: 'slipway/bundle-v1', ...about, gaps: [], images: [], files: [] });
  mirror = await startMirror({ dir, host: '127.0.0.1', port: 0 });
  files = createServer((_request, response) => response.end(manifest));
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/net.yaml`;
});
afterEach(async () => {
  files.close();
  await mirror.close();
});

const source = (registry = `http://127.0.0.1:${mirror.port}`): ManifestSource =>
  createManifestSource({ dataDir, components: { components: [], coreImages: {} }, mirrors: { registry } });

function stepsOf(manifests: ManifestSource, hash = sha256): readonly Step[] {
  const spec = testSpec({ plan: { kubernetes: { cni: 'manifest', manifest: { url, sha256: hash } } } });
  const { steps, readyNeeds } = networkSteps({ spec, manifests, joined: (name) => `join@${name}` });
  expect(readyNeeds('pi-node01')).toEqual(['network/manifest']);
  return steps;
}

/** Nodes that are all of one architecture, but for one that may be of another; kubectl finds every workload whole. */
function cluster(node01: string): { readonly context: StepContext; readonly asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  const remote = (node: string): ReturnType<StepContext['remote']> => ({
    node,
    script: (text: string, { args = [] }: ScriptOptions = {}) => {
      asked.push(args);
      const architecture = node === 'pi-node01' ? node01 : 'arm64';
      const whole = {
        metadata: { generation: 1 },
        spec: { replicas: 1 },
        status: { observedGeneration: 1, readyReplicas: 1, desiredNumberScheduled: 3, numberReady: 3 },
      };
      return Promise.resolve({
        code: 0,
        stdout: text.startsWith('dpkg') ? `${architecture}\n` : JSON.stringify(whole),
        stderr: '',
      });
    },
  });
  const context = { signal: new AbortController().signal, note: () => undefined, now: () => new Date(0), remote };
  return { context: context as unknown as StepContext, asked };
}

describe('a pod network that only the plan vouches for', () => {
  it('is applied after its images were found to be built for every node, and healthy when all that it runs is', async () => {
    const [images, apply, ready, ...others] = stepsOf(source());
    expect([images?.id, apply?.needs, ready?.id, others.length]).toEqual([
      ...['network/images', ['network/images'], 'network/manifest-ready', 0],
    ]);
    const { context, asked } = cluster('amd64');
    expect(await images?.check(context)).toMatchObject({
      done: true,
      summary: '2 of 2 images are built for arm64, amd64.',
    });
    expect(await ready?.check(context)).toMatchObject({ done: true });
    expect(asked.map((args) => args.slice(1, 6).join(' ')).filter((words) => words.startsWith('get'))).toEqual([
      'get daemonset agent -n kube-system',
      'get deployment operator -n default',
    ]);
  });

  it('is refused for a node that an image is not built for, before anything is applied', async () => {
    const [images] = stepsOf(source());
    await expect(images?.check(cluster('armhf').context)).rejects.toMatchObject({
      code: 'kubernetes/unsupported',
      detail: expect.stringMatching(/net\/operator:2 is not built for arm, which pi-node01 run/) as string,
    });
  });

  it('is not refused because a registry cannot be asked from here', async () => {
    const [images] = stepsOf(source('http://127.0.0.1:1'));
    expect(await images?.check(cluster('armhf').context)).toMatchObject({
      done: true,
      summary: expect.stringContaining('of the others their registry does not say it') as string,
    });
  });

  it('is refused when other bytes come than the plan says', async () => {
    const [images] = stepsOf(source(), 'b'.repeat(64));
    await expect(images?.check(cluster('arm64').context)).rejects.toMatchObject({ code: 'artifact/hash-mismatch' });
  });

  it('without anything to run needs no waiting', () => {
    expect(workloadsOf('kind: ConfigMap\nmetadata: { name: a }\n---\n# nothing\n---\n- a list\n')).toEqual([]);
  });
});
