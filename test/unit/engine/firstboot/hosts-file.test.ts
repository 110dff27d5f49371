import { describe, expect, it } from 'vitest';
import type { ClusterNode, ResolvedPlan } from '../../../../electron/contract/plan.ts';
import { hostsFile } from '../../../../electron/engine/firstboot/hosts-file.ts';
import { testPlan } from '../../../fakes/first-boot-input.ts';

function lines(plan: ResolvedPlan, self = 'pi-master'): readonly string[] {
  const node = plan.nodes.find(({ name }): boolean => name === self);
  if (node === undefined) throw new Error(`no ${self}`);
  return hostsFile(plan, node satisfies ClusterNode).split('\n');
}

describe('hostsFile', () => {
  it('has every node, and its own name at the planned address only', () => {
    const found = lines(testPlan());
    expect(found).toContain('192.168.10.20 pi-master.lan pi-master');
    expect(found).toContain('192.168.10.22 pi-node02.lan pi-node02');
    expect(found.filter((line) => line.includes('pi-master'))).toHaveLength(1);
    expect(found.join('\n')).not.toContain('127.0.1.1');
  });

  it('has 127.0.1.1 for a node that asks DHCP, and no planned address that is not in force', () => {
    const found = lines(testPlan({ network: { domain: 'lan', addressing: 'dhcp' } }));
    expect(found).toContain('127.0.1.1 pi-master.lan pi-master');
    expect(found.join('\n')).not.toContain('192.168.10');
  });

  it('is the same for all nodes of a static cluster', () => {
    expect(lines(testPlan(), 'pi-node01')).toEqual(lines(testPlan(), 'pi-node02'));
  });

  it('ends with a line end and starts with localhost', () => {
    const found = lines(testPlan());
    expect(found[0]).toBe('127.0.0.1 localhost');
    expect(found.at(-1)).toBe('');
  });
});
