import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { reachable, readCredentials } from '../../../../../electron/engine/cluster/kubeconfig/credentials.ts';
import { renderKubeconfig, serverNameOf } from '../../../../../electron/engine/cluster/kubeconfig/render.ts';
import { base64, kubeadmConfig, labCredentials } from '../../../../fakes/kubeconfig-texts.ts';

const refused = expect.objectContaining({ code: 'cluster/bad-kubeconfig' }) as Error;

describe('the kubeconfig of a cluster', () => {
  it('is read as kubeadm writes it', () => expect(readCredentials(kubeadmConfig)).toEqual(labCredentials));

  it.each([
    ['a program to start', '    exec: {command: /bin/sh}\n'],
    ['a login helper', '    auth-provider: {name: gcp}\n'],
    ['a file of this computer', '    client-key: /home/me/.ssh/id_ed25519\n'],
  ])('with %s it is refused', (_, line) => {
    expect(() => readCredentials(`${kubeadmConfig}${line}`)).toThrow(refused);
  });

  it.each([
    ['a proxy', '    proxy-url: http://evil.example\n'],
    ['no check of the certificate', '    insecure-skip-tls-verify: true\n'],
    ['an authority in another file', '    certificate-authority: /etc/ssl/ca.pem\n'],
  ])('with %s it is refused', (_, line) => {
    const text = kubeadmConfig.replace('    server:', `${line}    server:`);
    expect(() => readCredentials(text)).toThrow(refused);
  });

  it.each([
    ['plain http', kubeadmConfig.replace('https:', 'http:')],
    ['a context that is not there', kubeadmConfig.replace('current-context: k', 'current-context: x')],
    ['aliases', `a: &a [1]\nb: *a\n${kubeadmConfig}`],
    ['no YAML', ':\n- ['],
    ['nothing', ''],
    ['far too much', ' '.repeat(5_000_000)],
  ])('%s is refused', (_, text) => expect(() => readCredentials(text)).toThrow(refused));

  it('a refusal quotes no secret', () => {
    const text = kubeadmConfig.replace(base64('lab key'), '“my secret key”');
    expect(() => readCredentials(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') as string }) as Error,
    );
    expect(() => readCredentials(text)).toThrow(/client-key-data|not allowed/);
  });

  it('a loopback address is replaced by one that other computers can reach', () => {
    const local = { ...labCredentials, server: 'https://127.0.0.1:6443' };
    expect(reachable(local, '192.168.10.20').server).toBe('https://192.168.10.20:6443');
    expect(reachable(labCredentials, '10.0.0.9')).toBe(labCredentials);
  });

  it('is rendered so that it is read back, and through a tunnel it still insists on the right certificate', () => {
    expect(readCredentials(renderKubeconfig({ context: 'lab', credentials: labCredentials }))).toEqual(labCredentials);
    const through = renderKubeconfig({ context: 'lab', credentials: labCredentials, through: { port: 4711 } });
    expect(parse(through)).toMatchObject({
      clusters: [{ cluster: { server: 'https://127.0.0.1:4711', 'tls-server-name': 'kubernetes' } }],
    });
    expect(serverNameOf('https://k8s-api.lan:6443')).toBe('k8s-api.lan');
    expect(serverNameOf('https://[fd00::1]:6443')).toBe('kubernetes');
    expect(stringify(parse(through))).not.toContain('insecure');
  });
});
