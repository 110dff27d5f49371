import { describe, expect, it } from 'vitest';
import type { Component } from '../../../../../electron/contract/component.ts';
import { networkSteps } from '../../../../../electron/engine/recipes/network/cni.ts';
import { readiness } from '../../../../../electron/engine/recipes/network/manifest-steps.ts';
import type { ScriptOptions, ScriptResult, Step, StepContext } from '../../../../../electron/engine/runbook/step.ts';
import { testManifests, testSpec } from '../../../../fakes/cluster-spec.ts';

const component: Component = {
  id: 'kube-router',
  name: 'kube-router',
  version: 'v2.11.1',
  architectures: ['arm64'],
  manifests: [{ url: 'https://example.org/m.yml', sha256: 'a'.repeat(64) }],
  imagePins: {},
  ready: [{ kind: 'daemonset', namespace: 'kube-system', name: 'kube-router' }],
  memoryMb: 250,
  source: 'https://example.org/',
};
const manifest = 'kind: DaemonSet\nmetadata: { name: kube-router }\n';
const spec = testSpec({ plan: { kubernetes: { cni: 'kube-router' } } });

function steps(): readonly [apply: Step, ready: Step] {
  const { steps: made, readyNeeds } = networkSteps({
    spec,
    manifests: testManifests(component, manifest),
    joined: (name) => `join@${name}`,
  });
  const [apply, ready] = made;
  if (apply === undefined || ready === undefined) throw new Error('two steps were expected');
  expect(readyNeeds('pi-node01')).toEqual([apply.id]);
  return [apply, ready];
}

/** A control plane whose kubectl answers as told; keeps what it was asked. */
function clusterSaying(result: Partial<ScriptResult>): { readonly context: StepContext; readonly asked: ScriptOptions[] } {
  const asked: ScriptOptions[] = [];
  const remote = (node: string): ReturnType<StepContext['remote']> => ({
    node,
    script: (_text, options = {}) => {
      asked.push(options);
      return Promise.resolve({ code: 0, stdout: '', stderr: '', ...result });
    },
  });
  const detached = (): never => {
    throw new Error('nothing here runs detached');
  };
  return {
    asked,
    context: { signal: new AbortController().signal, now: () => new Date(0), note: () => undefined, remote, detached },
  };
}

describe('a pod network from a manifest', () => {
  it('is done when kubectl finds no difference', async () => {
    const { context, asked } = clusterSaying({ code: 0 });
    expect(await steps()[0].check(context)).toMatchObject({ done: true });
    expect(asked[0]?.stdin).toBe(manifest);
    expect(asked[0]?.args).toContain('--server-side');
  });

  it('is to be applied where there are differences, and says how many', async () => {
    const { context } = clusterSaying({ code: 1, stdout: '--- a\n+++ b\n+x\n--- c\n+++ d\n' });
    expect(await steps()[0].check(context)).toEqual({ done: false, summary: '2 objects are to be applied.' });
  });

  it('fails with what kubectl said when the API is down', async () => {
    const { context } = clusterSaying({ code: 2, stderr: 'The connection to the server was refused' });
    await expect(steps()[0].check(context)).rejects.toMatchObject({ code: 'kubernetes/api-down' });
  });

  it('is ready when its pods are', async () => {
    const object = { metadata: { generation: 1 }, status: { observedGeneration: 1, desiredNumberScheduled: 3, numberReady: 2 } };
    const { context } = clusterSaying({ stdout: JSON.stringify(object) });
    expect(await steps()[1].check(context)).toEqual({ done: false, summary: 'kube-router: 2 of 3 pods are ready' });
  });

  it.each(['flannel', 'calico', 'cilium'])('%s is refused where the catalogue cannot vouch for it', (cni) => {
    const other = testSpec({ plan: { kubernetes: { cni } } });
    expect(() => networkSteps({ spec: other, manifests: testManifests(), joined: (name) => name })).toThrow(
      expect.objectContaining({ code: 'kubernetes/unsupported' }),
    );
  });
});

describe('whether a workload runs', () => {
  it.each([
    [
      'all pods of a daemon set',
      { metadata: { generation: 2 }, status: { observedGeneration: 2, desiredNumberScheduled: 2, numberReady: 2 } },
      true,
    ],
    [
      'an older specification',
      { metadata: { generation: 3 }, status: { observedGeneration: 2, desiredNumberScheduled: 2, numberReady: 2 } },
      false,
    ],
    [
      'no node at all',
      { metadata: { generation: 1 }, status: { observedGeneration: 1, desiredNumberScheduled: 0, numberReady: 0 } },
      false,
    ],
    [
      'a deployment',
      { metadata: { generation: 1 }, spec: { replicas: 1 }, status: { observedGeneration: 1, readyReplicas: 1 } },
      true,
    ],
    [
      'a deployment without pods',
      { metadata: { generation: 1 }, spec: { replicas: 1 }, status: { observedGeneration: 1 } },
      false,
    ],
    ['no status yet', { metadata: {} }, false],
    ['something else', 'hello', false],
  ])('%s', (_name, object, ready) => {
    expect(readiness('x', object).ready).toBe(ready);
  });
});
