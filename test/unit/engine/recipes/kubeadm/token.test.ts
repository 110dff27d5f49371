import { describe, expect, it } from 'vitest';
import { makeJoinSecrets, slipwayTokens, tokenManifest } from '../../../../../electron/engine/recipes/kubeadm/token.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the token that nodes join with', () => {
  it('has the form that kubeadm asks for, and is another one each time', () => {
    const [one, other] = [makeJoinSecrets(), makeJoinSecrets()];
    expect(one.token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    expect(one.certificateKey).toMatch(/^[0-9a-f]{64}$/);
    expect(one.token).not.toBe(other.token);
  });

  it('becomes the Secret that Kubernetes takes for one, good for an hour', () => {
    const manifest: unknown = JSON.parse(tokenManifest('abcdef.0123456789abcdef', new Date('2026-11-24T22:00:00.123Z')));
    expect(manifest).toMatchObject({
      type: 'bootstrap.kubernetes.io/token',
      metadata: { name: 'bootstrap-token-abcdef', namespace: 'kube-system' },
      stringData: { 'token-id': 'abcdef', 'token-secret': '0123456789abcdef', expiration: '2026-11-24T23:00:00Z' },
    });
  });

  it("is known again as Slipway's own among those of others", () => {
    const lines = [
      `bootstrap-token-aaaaaa   ${base64('Slipway: joins of this run')}`,
      `bootstrap-token-bbbbbb   ${base64('made by hand')}`,
      'bootstrap-token-cccccc   <none>',
    ];
    expect(slipwayTokens(lines.join('\n'))).toEqual(['bootstrap-token-aaaaaa']);
    expect(slipwayTokens('')).toEqual([]);
  });
});
