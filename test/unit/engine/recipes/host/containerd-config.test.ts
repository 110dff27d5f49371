import { describe, expect, it } from 'vitest';
import { containerdFiles, pauseTag } from '../../../../../electron/engine/recipes/host/containerd-config.ts';
import { testSpec } from '../../../../fakes/cluster-spec.ts';

const current = { track: 'kubeadm', version: '1.36.4' } as const;
const config = (major: number): string => containerdFiles(testSpec(current), major)[0]?.content ?? '';

describe("containerd's configuration", () => {
  it('has the cgroups of systemd and the pause image of the version, in the words of either major', () => {
    for (const major of [1, 2]) {
      expect(config(major)).toContain('SystemdCgroup = true');
      expect(config(major)).toContain('registry.k8s.io/pause:3.10.2');
    }
    expect(config(1)).toMatch(/^version = 2$/m);
    expect(config(2)).toMatch(/^version = 3$/m);
  });

  it("sends network plugins to /opt/cni/bin, not where Debian's file does", () => {
    expect(config(1)).toContain('bin_dir = "/opt/cni/bin"');
    expect(config(1) + config(2)).not.toContain('/usr/lib/cni');
  });

  it('names a mirror of the plan, without TLS where it has none', () => {
    const [, hosts] = containerdFiles(testSpec({ ...current, plan: { mirrors: { registry: 'http://10.77.0.1:5000' } } }), 2);
    expect(hosts?.path).toBe('/etc/containerd/certs.d/10.77.0.1:5000/hosts.toml');
    expect(hosts?.content).toContain('[host."http://10.77.0.1:5000"]');
  });
});

describe('the pause image of a minor', () => {
  it.each([
    [20, '3.2'],
    [24, '3.7'],
    [26, '3.9'],
    [35, '3.10.1'],
    [36, '3.10.2'],
  ])('1.%i has %s', (minor, tag) => {
    expect(pauseTag(minor)).toBe(tag);
  });
});
