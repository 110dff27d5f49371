import { describe, expect, it } from 'vitest';
import { upRun } from '../../../../electron/engine/recipes/up.ts';
import { testManifests, testSecrets, testSpec } from '../../../fakes/cluster-spec.ts';

const kubeconfig = { read: () => Promise.resolve(undefined), write: () => Promise.resolve(), remove: () => Promise.resolve() };
const run = upRun({ spec: testSpec(), secrets: testSecrets, kubeconfig, manifests: testManifests() });

describe('the steps from adopted nodes to a Ready cluster', () => {
  it('need only steps that are there, each once', () => {
    const ids = run.steps.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { needs, after = [] } of run.steps) expect(ids).toEqual(expect.arrayContaining([...needs, ...after]));
  });

  it('hold the lock on the first control plane and keep token and key out of every log', () => {
    expect(run.lockNode).toBe('pi-master');
    expect(run.secrets).toEqual([testSecrets.token, testSecrets.certificateKey]);
  });

  it('say in words what each would do, without a secret', () => {
    for (const { does = '', title } of run.steps) {
      expect(does, title).not.toBe('');
      expect(does).not.toContain(testSecrets.token);
    }
  });
});
