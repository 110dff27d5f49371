import { describe, expect, it } from 'vitest';
import { missingMarks } from '../../../../../electron/engine/recipes/kubeadm/marks.ts';
import { testMember, testSpec } from '../../../../fakes/cluster-spec.ts';

const lone = testSpec({
  plan: { nodes: [{ name: 'pi', role: 'control-plane', board: 'pi4', address: '192.168.10.20/24', labels: { disk: 'ssd' } }] },
});
const master = { key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' };
const worker = { 'node-role.kubernetes.io/worker': '' };
const brief = (marks: ReturnType<typeof missingMarks>): readonly string[] => marks.map(({ args }) => args.join(' '));

describe('labels and taints that are missing', () => {
  it('are the roles of workers, the labels of the plan and no taint on a lone node', () => {
    expect(brief(missingMarks(lone, [testMember('pi', { taints: [master] })]))).toEqual([
      'label node pi --overwrite disk=ssd',
      'taint node pi node-role.kubernetes.io/master-',
    ]);
  });

  it('are the taint of a control plane that others have joined, by the name of its version', () => {
    const members = [
      testMember('pi-master'),
      testMember('pi-node01', { labels: worker }),
      testMember('pi-node02', { labels: worker }),
    ];
    expect(brief(missingMarks(testSpec(), members))).toEqual(['taint node pi-master node-role.kubernetes.io/master=:NoSchedule']);
    expect(brief(missingMarks(testSpec({ track: 'kubeadm', version: '1.36.4' }), members))).toEqual([
      'taint node pi-master node-role.kubernetes.io/control-plane=:NoSchedule',
    ]);
  });

  it('are set in one go on the nodes that lack the same', () => {
    const members = [testMember('pi-master', { taints: [master] }), testMember('pi-node01'), testMember('pi-node02')];
    expect(brief(missingMarks(testSpec(), members))).toEqual([
      'label node pi-node01 pi-node02 --overwrite node-role.kubernetes.io/worker=',
    ]);
  });

  it('are none when all is as planned, and of a node that is not in the cluster', () => {
    const members = [
      testMember('pi-master', { taints: [master] }),
      testMember('pi-node01', { labels: { ...worker, mine: 'too' } }),
    ];
    expect(missingMarks(testSpec(), members)).toEqual([]);
  });
});
