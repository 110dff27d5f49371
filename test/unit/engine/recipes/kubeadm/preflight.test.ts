import { describe, expect, it } from 'vitest';
import { kubeadmFailure } from '../../../../../electron/engine/recipes/kubeadm/failures.ts';
import { explainPreflight, preflightErrors } from '../../../../../electron/engine/recipes/kubeadm/preflight.ts';

const recorded = `[preflight] Running pre-flight checks
	[WARNING IsDockerSystemdCheck]: detected "cgroupfs" as the Docker cgroup driver.
error execution phase preflight: [preflight] Some fatal errors occurred:
	[ERROR Port-6443]: Port 6443 is in use
	[ERROR FileAvailable--etc-kubernetes-manifests-etcd.yaml]: /etc/kubernetes/manifests/etcd.yaml already exists
	[ERROR Mem]: the system RAM (953 MB) is less than the minimum 1700 MB
[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\`
To see the stack trace of this error execute with --v=5 or higher
`;

describe("kubeadm's preflight errors", () => {
  it('are found among its output, warnings left out', () => {
    expect(preflightErrors(recorded).map(({ name }) => name)).toEqual([
      'Port-6443',
      'FileAvailable--etc-kubernetes-manifests-etcd.yaml',
      'Mem',
    ]);
  });

  it.each([
    ['Port-6443', 'Port 6443 is in use', 'Another program on the node listens on port 6443.'],
    ['Mem', 'the system RAM (953 MB) is less than the minimum 1700 MB', /953 MB/],
    ['DirAvailable--var-lib-etcd', '/var/lib/etcd is not empty', 'Left from an earlier try: /var/lib/etcd is not empty.'],
    ['FileExisting-conntrack', 'conntrack not found in system path', 'The program conntrack is not installed.'],
    ['SystemVerification', 'missing required cgroups: memory', 'The system lacks something: missing required cgroups: memory.'],
    ['ImagePull', 'failed to pull image "x"', /could not be pulled: failed to pull image "x"/],
    ['SomethingNew', 'of 1.40', 'SomethingNew: of 1.40'],
  ])('%s becomes a sentence', (name, text, sentence) => {
    expect(explainPreflight({ name, text }).cause).toEqual(
      sentence instanceof RegExp ? expect.stringMatching(sentence) : sentence,
    );
  });
});

describe('why kubeadm failed', () => {
  it('is told by all preflight errors, each remedy once', () => {
    const failure = kubeadmFailure('kubernetes/init-failed', recorded);
    expect(failure.code).toBe('kubernetes/preflight');
    expect(failure.detail).toMatch(/port 6443\. Left from.*\(953 MB\)/);
  });

  it('is an image where an image is the matter', () => {
    const output = '\t[ERROR ImagePull]: failed to pull image "r/pause:3.2": output: no route to host';
    expect(kubeadmFailure('kubernetes/join-failed', output).code).toBe('kubernetes/image-pull');
  });

  it("is the node's own diagnosis before kubeadm's last words", () => {
    const output = "couldn't initialize a Kubernetes cluster\nslipway: etcd has ended: no space left on device\n";
    expect(kubeadmFailure('kubernetes/init-failed', output)).toMatchObject({
      code: 'kubernetes/init-failed',
      detail: 'etcd has ended: no space left on device',
    });
  });

  it('is its last words where nothing else is known, without the hint at the stack trace', () => {
    const output =
      'error execution phase kubelet-start: timed out\nTo see the stack trace of this error execute with --v=5 or higher\n';
    expect(kubeadmFailure('kubernetes/join-failed', output).detail).toBe('error execution phase kubelet-start: timed out');
  });
});
