import { describe, expect, it } from 'vitest';
import type { NodeFacts } from '../../../../electron/engine/plan/rules/rule.ts';
import { chooseTrack } from '../../../../electron/engine/plan/track.ts';
import { planWith, shippedKnowledge } from '../../../fakes/cluster-plan.ts';

const lite32 = '2026-06-18-raspios-trixie-armhf-lite';
const lite64 = '2026-06-18-raspios-trixie-arm64-lite';

describe('chooseTrack', () => {
  it.each([
    ['64-bit nodes', [lite64, lite64], {}, 'kubeadm 1.36.4'],
    ['HypriotOS of both widths', ['hypriotos-1.12.3', 'hypriotos64-20180429'], {}, 'kubeadm-docker 1.23.17'],
    ['HypriotOS and a version that Docker carries', ['hypriotos-1.12.3'], { version: '1.22.1' }, 'kubeadm-docker 1.22.1'],
    ['HypriotOS and a current version', ['hypriotos-1.12.3'], { version: '1.36' }, 'k3s 1.36'],
    ['a 32-bit node among others', [lite64, lite32], {}, 'k3s 1.36.4'],
    ['HypriotOS beside a 64-bit system', ['hypriotos-1.12.3', lite64], {}, 'k3s 1.36.4'],
    ['images that nobody knows', ['/x.img'], {}, 'kubeadm 1.36.4'],
    ['no nodes', [], {}, 'kubeadm 1.36.4'],
    ['what the plan says', [lite32], { track: 'kubeadm', version: '1.26.15' }, 'kubeadm 1.26.15'],
  ])('for %s', async (...[_, images, kubernetes, expected]) => {
    const { images: known, compat } = await shippedKnowledge();
    const nodes = images.map((id): NodeFacts => {
      const image = known.find((each) => each.id === id);
      return { node: { name: 'a', role: 'worker', board: 'pi4', entry: 0 }, ...(image && { image }) };
    });
    const { track, version } = chooseTrack({ kubernetes: planWith({ kubernetes }).kubernetes, nodes, compat });
    expect(`${track} ${version}`).toBe(expected);
  });
});
