import { describe, expect, it } from 'vitest';
import { readMembers } from '../../../../../electron/engine/recipes/kubeadm/nodes.ts';

const node = {
  metadata: { name: 'pi', labels: { a: 'b' }, uid: 'ignored' },
  spec: { podCIDR: '10.244.3.0/24' },
  status: {
    conditions: [
      { type: 'MemoryPressure', status: 'False' },
      { type: 'Ready', status: 'False', message: 'cni config uninitialized' },
    ],
    nodeInfo: { machineID: 'f00', kubeletVersion: 'v1.20.2', osImage: 'Debian' },
  },
};

describe('the nodes of a cluster', () => {
  it('are read from kubectl with what the kubelet says of itself', () => {
    expect(readMembers(JSON.stringify({ items: [node] }))).toEqual([
      {
        name: 'pi',
        machineId: 'f00',
        version: 'v1.20.2',
        ready: false,
        reason: 'cni config uninitialized',
        podCidr: '10.244.3.0/24',
        labels: { a: 'b' },
        taints: [],
      },
    ]);
  });

  it('are not ready while a kubelet has not reported', () => {
    const silent = { ...node, status: { nodeInfo: node.status.nodeInfo } };
    expect(readMembers(JSON.stringify({ items: [silent] }))[0]).toMatchObject({
      ready: false,
      reason: /not reported/,
    });
  });

  it.each(['', 'error: x509', '{}', '{"items":[{}]}'])('are an error when the answer is %j', (answer) => {
    expect(() => readMembers(answer)).toThrow(expect.objectContaining({ code: 'kubernetes/api-down' }));
  });
});
