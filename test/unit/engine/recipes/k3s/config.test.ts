import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { k3sRelease } from '../../../../../electron/engine/recipes/k3s/binary.ts';
import {
  agentConfig,
  agentConfigSchema,
  k3sUnit,
  registriesFile,
  serverConfig,
  serverConfigSchema,
} from '../../../../../electron/engine/recipes/k3s/config.ts';
import { testSpec } from '../../../../fakes/cluster-spec.ts';

const k3s = { track: 'k3s', version: '1.36.4' } as const;
const spec = testSpec(k3s);
const [worker = spec.first] = spec.workers;

describe('the configuration of a k3s server', () => {
  it('says where it is, which networks it uses, and nothing that k3s does not know', () => {
    const config: unknown = parse(serverConfig(spec));
    expect(config).toEqual({
      'node-name': 'pi-master',
      'node-ip': '192.168.10.20',
      'tls-san': ['192.168.10.20'],
      'cluster-cidr': '10.244.0.0/16',
      'service-cidr': '10.96.0.0/12',
      'advertise-address': '192.168.10.20',
      'flannel-backend': 'none',
      'disable-network-policy': true,
      'write-kubeconfig-mode': '0600',
    });
    expect(serverConfigSchema.safeParse({ ...(config as object), 'tls-sans': [] }).success).toBe(false);
  });

  it("uses k3s' own flannel where the plan wants flannel", () => {
    const config: unknown = parse(serverConfig(testSpec({ ...k3s, plan: { kubernetes: { cni: 'flannel' } } })));
    expect(config).toMatchObject({ 'flannel-backend': 'vxlan' });
    expect(config).not.toHaveProperty('disable-network-policy');
  });
});

describe('the configuration of a k3s agent', () => {
  it('has the token of its server, and cannot be without one', () => {
    const config: unknown = parse(agentConfig(spec, worker, 'K10abc::node:def'));
    expect(config).toEqual({
      'node-name': 'pi-node01',
      'node-ip': '192.168.10.21',
      server: 'https://192.168.10.20:6443',
      token: 'K10abc::node:def',
    });
    expect(agentConfigSchema.safeParse({ ...(config as object), token: '' }).success).toBe(false);
  });
});

describe('k3s besides', () => {
  it('is the first build of a release unless the plan names another', () => {
    expect(k3sRelease(spec)).toBe('v1.36.4+k3s1');
    expect(k3sRelease(testSpec({ track: 'k3s', version: '1.36.4+k3s2' }))).toBe('v1.36.4+k3s2');
  });

  it('runs as server or agent, and leaves its pods alone when it is restarted', () => {
    expect(k3sUnit('control-plane')).toContain('ExecStart=/usr/local/bin/k3s server\n');
    expect(k3sUnit('worker')).toContain('ExecStart=/usr/local/bin/k3s agent\n');
    expect(k3sUnit('worker')).toContain('KillMode=process');
  });

  it('asks the registry of the plan for every image', () => {
    const [file] = registriesFile(testSpec({ ...k3s, plan: { mirrors: { registry: 'http://10.77.0.1:5000' } } }));
    expect(parse(file?.content ?? '')).toMatchObject({ mirrors: { 'docker.io': { endpoint: ['http://10.77.0.1:5000'] } } });
    expect(registriesFile(spec)).toEqual([]);
  });
});
