import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubectlCandidates, kubectlDownload, parseClientVersion, skewOf } from '../../../../electron/engine/cluster/kubectl.ts';

describe('the kubectl of this computer', () => {
  it('is known by what it says of itself', () => {
    expect(parseClientVersion('{"clientVersion":{"gitVersion":"v1.36.4"}}')).toBe('v1.36.4');
    expect(parseClientVersion('command not found')).toBeUndefined();
    expect(parseClientVersion('{"clientVersion":{"gitVersion":"latest"}}')).toBeUndefined();
  });

  it.each([
    ['v1.36.4', 'v1.36.1+k3s1', 'ok'],
    ['v1.35.0', 'v1.36.4', 'ok'],
    ['v1.34.0', 'v1.36.4', 'older'],
    ['v1.32.4-dispatcher', 'v1.20.2', 'newer'],
    ['v1.36.4', '', 'unknown'],
  ])('%s with a server of %s is %s', (client, server, expected) => expect(skewOf(client, server)).toBe(expected));

  it('is looked for in every folder of PATH, each once', () => {
    expect(kubectlCandidates(['/a', '', '/b', '/a'].join(delimiter), 'linux')).toEqual(['/a/kubectl', '/b/kubectl']);
    expect(kubectlCandidates(undefined, 'linux')).toEqual([]);
  });
});

describe('where kubectl is fetched from', () => {
  it.each([
    ['v1.36.4', undefined, ['linux', 'x64'], 'https://dl.k8s.io/release/v1.36.4/bin/linux/amd64/kubectl'],
    ['v1.36.4+k3s1', undefined, ['darwin', 'arm64'], 'https://dl.k8s.io/release/v1.36.4/bin/darwin/arm64/kubectl'],
    [
      'v1.20.2',
      'http://10.77.0.1:8000/',
      ['win32', 'x64'],
      'http://10.77.0.1:8000/release/v1.20.2/bin/windows/amd64/kubectl.exe',
    ],
  ] as const)('%s from %s for %j is %s', (...[version, mirror, [platform, arch], url]) => {
    expect(kubectlDownload(version, mirror, { platform, arch })).toEqual({ url, sha256Url: `${url}.sha256` });
  });

  it('a system that it is not published for is refused', () => {
    expect(() => kubectlDownload('v1.36.4', undefined, { platform: 'aix', arch: 'ppc64' })).toThrow(
      expect.objectContaining({ code: 'kubectl/not-there' }) as Error,
    );
  });
});
