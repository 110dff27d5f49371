import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { desktopKubeconfig } from '../../../../../electron/engine/recipes/kubeadm/kubeconfig.ts';

const admin = `apiVersion: v1
clusters:
- cluster: {certificate-authority-data: Q0E=, server: "https://127.0.0.1:6443"}
  name: default
contexts: []
users:
- name: default
  user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
`;

describe('the kubeconfig for the desktop', () => {
  it('is named after the cluster and leads to its endpoint', () => {
    expect(parse(desktopKubeconfig(admin, { name: 'lab', endpoint: '10.77.0.20' }))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'lab', cluster: { 'certificate-authority-data': 'Q0E=', server: 'https://10.77.0.20:6443' } }],
      users: [{ name: 'lab-admin', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } }],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab-admin' } }],
      'current-context': 'lab',
    });
  });

  it('is refused when the node gave something else', () => {
    for (const text of ['', 'cat: no such file', 'clusters: []'])
      expect(() => desktopKubeconfig(text, { name: 'lab', endpoint: 'x' })).toThrow(
        expect.objectContaining({ code: 'kubernetes/api-down' }),
      );
  });
});
