import { describe, expect, it } from 'vitest';
import { canValidate, validateStep } from '../../../../../electron/engine/recipes/kubeadm/validate.ts';
import type { ScriptResult, StepContext } from '../../../../../electron/engine/runbook/step.ts';
import { testSecrets, testSpec } from '../../../../fakes/cluster-spec.ts';

const spec = testSpec({ track: 'kubeadm', version: '1.36.4' });
const step = validateStep({ spec, node: spec.first, secrets: testSecrets, needs: [] });

/** A node that answers every script alike; keeps what it was given on stdin. */
function contextOf(answer: Partial<ScriptResult>): { readonly context: StepContext; readonly given: string[] } {
  const given: string[] = [];
  const context: StepContext = {
    signal: new AbortController().signal,
    now: () => new Date(0),
    note: () => undefined,
    remote: (node) => ({
      node,
      script: (_, { stdin = '' } = {}) => {
        given.push(stdin.toString());
        return Promise.resolve({ code: 0, stdout: '', stderr: '', ...answer });
      },
    }),
    detached: () => {
      throw new Error('nothing is to be changed');
    },
  };
  return { context, given };
}

describe('the configuration of kubeadm', () => {
  it('is checked by kubeadm itself, with what it said as proof', async () => {
    const { context, given } = contextOf({ stdout: 'ok\ndry-run\n' });
    expect(await step.check(context)).toEqual({
      done: true,
      summary: 'kubeadm accepts its configuration, and a dry run passed.',
      said: [{ command: 'kubeadm config validate', output: 'ok' }],
    });
    expect(given[0]).toContain('kind: InitConfiguration');
  });

  it('is not asked about where the node is in a cluster', async () => {
    expect(await step.check(contextOf({ stdout: 'in-cluster\n' }).context)).toMatchObject({
      done: true,
      summary: /taken when it came/,
    });
  });

  it('is refused in the words of kubeadm', async () => {
    const { context } = contextOf({ code: 3, stdout: 'error: strict decoding error: unknown field "networks"\n' });
    await expect(step.check(context)).rejects.toMatchObject({
      code: 'kubernetes/config-refused',
      detail: /unknown field "networks"/,
    });
  });

  it('is refused by name of the check when the dry run finds the node not ready', async () => {
    const { context } = contextOf({ code: 4, stdout: '\t[ERROR Port-6443]: Port 6443 is in use\n' });
    await expect(step.check(context)).rejects.toMatchObject({ code: 'kubernetes/preflight', detail: /listens on port 6443/ });
  });

  it('is checked from 1.26 on, where kubeadm can', () => {
    expect(canValidate(spec)).toBe(true);
    expect(canValidate(testSpec({ track: 'kubeadm', version: '1.25.16' }))).toBe(false);
    expect(canValidate(testSpec({ track: 'k3s', version: '1.36.4' }))).toBe(false);
  });
});
