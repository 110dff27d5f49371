import { describe, expect, it } from 'vitest';
import { brief, check, planWith, shippedKnowledge, soundPlan } from '../../../../fakes/cluster-plan.ts';
import { compatSubjects } from '../../../../../electron/contract/compat.ts';

const lite32 = '2026-06-18-raspios-trixie-armhf-lite';
const lite64 = '2026-06-18-raspios-trixie-arm64-lite';
const own = { url: 'https://example.org/cilium.yaml', sha256: 'a'.repeat(64) };
const hypriot = 'hypriotos-1.12.3';

interface Setup {
  readonly master?: readonly [board: string, image: string];
  readonly worker?: readonly [board: string, image: string];
  readonly kubernetes?: object;
  readonly addons?: readonly string[];
}

const setup = ({ master = ['pi4', lite64], worker = ['pi4', lite64], kubernetes = {}, addons = [] }: Setup): object => ({
  nodes: [
    { name: 'm', role: 'control-plane', board: master[0], image: master[1], address: '192.168.10.20/24' },
    { name: 'w[1-2]', role: 'worker', board: worker[0], image: worker[1], address: '192.168.10.[21-22]/24' },
  ],
  kubernetes,
  addons,
});

const hypriotEverywhere: Setup = { master: ['pi4', hypriot], worker: ['pi3b+', hypriot] };

describe('Kubernetes', () => {
  it.each<[string, Setup, string[]]>([
    ['64-bit everywhere', {}, []],
    [
      'HypriotOS everywhere',
      hypriotEverywhere,
      ['advice kubernetes-track kubernetes.track', 'advice kubernetes-1-23-end-of-life kubernetes.track'],
    ],
    ['one 32-bit node', { worker: ['pi3b+', lite32] }, ['advice kubernetes-track kubernetes.track']],
    [
      'a 32-bit node with a current kubeadm',
      { worker: ['pi4', lite32], kubernetes: { track: 'kubeadm' } },
      ['error kubeadm-needs-64-bit nodes.1.image'],
    ],
    [
      'a 32-bit node with the last kubeadm for it',
      { worker: ['pi4', lite32], kubernetes: { track: 'kubeadm', version: '1.26.15' } },
      ['warning kubeadm-32-bit-end-of-life kubernetes.version'],
    ],
    [
      'Docker with 1.24',
      { ...hypriotEverywhere, kubernetes: { track: 'kubeadm-docker', version: '1.24' } },
      ['warning kubernetes-version-range kubernetes.version', 'error docker-needs-dockershim kubernetes.version'],
    ],
    [
      'Docker on Raspberry Pi OS',
      { kubernetes: { track: 'kubeadm-docker', version: '1.23.17' } },
      [
        'warning docker-not-in-image nodes.0.image',
        'warning docker-not-in-image nodes.1.image',
        'advice kubernetes-1-23-end-of-life kubernetes.track',
      ],
    ],
    [
      'HypriotOS with a current k3s',
      { ...hypriotEverywhere, kubernetes: { track: 'k3s' } },
      ['error kubelet-refuses-cgroup-v1 nodes.0.image', 'error kubelet-refuses-cgroup-v1 nodes.1.image'],
    ],
    ['a 1 GB control plane', { master: ['pi3b+', lite64] }, ['warning control-plane-memory nodes.0.board']],
    [
      'a 1 GB k3s server',
      { master: ['pi3b+', lite32] },
      ['advice kubernetes-track kubernetes.track', 'warning control-plane-memory-k3s nodes.0.board'],
    ],
    [
      'a 512 MB worker',
      { worker: ['pi3a+', '/x.img'] },
      ['warning board-without-network nodes.1.board', 'warning worker-memory nodes.1.board'],
    ],
    ['a Pi 5 on Raspberry Pi OS', { worker: ['pi5', lite64] }, ['advice pi5-page-size nodes.1.board']],
    [
      'a Pi 1',
      { worker: ['pi1', lite32] },
      ['advice kubernetes-track kubernetes.track', 'error armv6-no-kubernetes nodes.1.board'],
    ],
    [
      'a Pi 1 with an image that nobody knows',
      { worker: ['pi1', '/x.img'] },
      ['advice kubernetes-track kubernetes.track', 'error armv6-no-kubernetes nodes.1.board'],
    ],
    [
      'Calico on 32-bit',
      { worker: ['pi4', lite32], kubernetes: { cni: 'calico' } },
      ['advice kubernetes-track kubernetes.track', 'error cni-not-for-32-bit kubernetes.cni'],
    ],
    ['Cilium', { kubernetes: { cni: 'cilium' } }, ['error cilium-needs-rendering kubernetes.cni']],
    ['a manifest that is not named', { kubernetes: { cni: 'manifest' } }, ['error cni-manifest-missing kubernetes.cni']],
    ['a manifest of one’s own', { kubernetes: { cni: 'manifest', manifest: own } }, []],
    ['a manifest beside flannel', { kubernetes: { manifest: own } }, ['warning cni-manifest-unused kubernetes.manifest']],
    [
      'a manifest without an address',
      { kubernetes: { cni: 'manifest', manifest: { ...own, url: './cilium.yaml' } } },
      ['error cni-manifest-url kubernetes.manifest.url'],
    ],
    [
      'Longhorn on 32-bit',
      { worker: ['pi4', lite32], addons: ['registry', 'longhorn'] },
      ['advice kubernetes-track kubernetes.track', 'error longhorn-needs-64-bit addons.1'],
    ],
    ['a version that is none', { kubernetes: { version: 'latest' } }, ['error kubernetes-version kubernetes.version']],
    ['a version from the future', { kubernetes: { version: '1.99' } }, ['warning kubernetes-version-range kubernetes.version']],
    ['a version as k3s writes it', { kubernetes: { track: 'k3s', version: 'v1.36.4+k3s1' } }, []],
  ])('on %s is judged as it should be', async (_, given, expected) => {
    expect(brief(await check(setup(given)))).toEqual(expected);
  });

  it('gives each refusal a reason that names the nodes, a fix and a source', async () => {
    const found = await check(setup({ worker: ['pi4', lite32], kubernetes: { track: 'kubeadm' } }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      source: 'https://github.com/kubernetes/kubernetes/pull/115742',
      fix: { text: expect.stringContaining('k3s') as string },
    });
    expect(found[0]?.message).toBe(
      'kubeadm 1.36.4 is not built for 32-bit ARM, and Raspberry Pi OS Lite (32-bit) on w1 and w2 is 32-bit; 1.26 was the last.',
    );
  });

  it('is judged once where several entries take the image of the plan', async () => {
    const nodes = soundPlan.nodes.map((node) => ({ ...node }));
    const found = await check({ nodes, image: lite32, kubernetes: { track: 'kubeadm' } });
    expect(brief(found)).toEqual(['error kubeadm-needs-64-bit image']);
    expect(found[0]?.message).toContain('pi-master, pi-node01 and pi-node02');
  });

  it('tells why a track was chosen', async () => {
    const [finding] = await check(setup(hypriotEverywhere));
    expect(finding?.message).toBe(
      'Kubernetes 1.23.17 will be installed as kubeadm-docker: every node runs HypriotOS, whose Docker carries Kubernetes up to 1.23.',
    );
  });
});

describe('the rules of compat.yaml', () => {
  it('name boards, images and placeholders that exist', async () => {
    const { boards, images, compat } = await shippedKnowledge();
    for (const { when, reason, fix } of compat.rules) {
      for (const board of when.boards ?? []) expect(boards.map(({ id }) => id)).toContain(board);
      for (const image of when.images ?? []) expect(images.map(({ id }) => id)).toContain(image);
      for (const [, key] of `${reason}${fix}`.matchAll(/\{(\w+)\}/g))
        expect(['nodes', 'board', 'image', 'track', 'version', 'cni']).toContain(key);
    }
  });

  it('have ids of their own, one sentence of reason, and an address as source', async () => {
    const { compat } = await shippedKnowledge();
    const ids = compat.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { reason, source, about } of compat.rules) {
      expect(reason).toMatch(/\.$/);
      expect(source).toMatch(/^https:\/\//);
      expect(compatSubjects).toContain(about);
    }
  });

  it('about an add-on name the add-on', async () => {
    const { compat } = await shippedKnowledge();
    for (const { about, when } of compat.rules) if (about === 'addons') expect(when.addons).toBeDefined();
  });
});

describe('the plan of document 003', () => {
  it('(a 32-bit HypriotOS master with 64-bit workers) is sound, with its old Kubernetes as advice', async () => {
    const plan = planWith({
      image: 'hypriotos-1.9.0',
      nodes: [
        { name: 'pi-master', role: 'control-plane', board: 'pi3b+', address: '192.168.10.20/24' },
        {
          name: 'pi-node[01-03]',
          role: 'worker',
          board: 'pi3b+',
          image: 'hypriotos64-20180429',
          address: '192.168.10.[21-23]/24',
        },
      ],
    });
    expect(brief(await check({ image: plan.image, nodes: plan.nodes }))).toEqual([
      'advice kubernetes-track kubernetes.track',
      'advice kubernetes-1-23-end-of-life kubernetes.track',
      'warning control-plane-memory nodes.0.board',
    ]);
  });
});
