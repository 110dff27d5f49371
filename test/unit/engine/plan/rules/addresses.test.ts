import { describe, expect, it } from 'vitest';
import { brief, check, soundPlan } from '../../../../fakes/cluster-plan.ts';

const master = { name: 'pi-master', role: 'control-plane', board: 'pi4' };
const at = (address: string): object => ({ nodes: [{ ...master, address }] });

describe('the address of a node', () => {
  it.each([
    ['192.168.10.20', 'address-prefix', '192.168.10.20/24'],
    ['192.168.10.0/24', 'address-is-network', undefined],
    ['192.168.10.255/24', 'address-is-broadcast', undefined],
    ['192.168.10.1/24', 'address-is-gateway', undefined],
    ['192.168.11.20/24', 'address-outside-subnet', undefined],
    ['192.168.10.256/24', 'address-invalid', undefined],
    ['192.168.010.20/24', 'address-invalid', undefined],
    ['192.168.10.20/33', 'address-invalid', undefined],
    ['fd00::1/64', 'address-invalid', undefined],
    ['127.0.0.1/8', 'address-unusable', undefined],
    ['224.0.0.1/4', 'address-unusable', undefined],
    ['192.168.10.[20/24', 'address-pattern', undefined],
    ['192.168.10.[20-21]/24', 'address-count', '192.168.10.20/24'],
  ])('%s is refused as %s, and the fix is %s', async (address, code, better) => {
    const [finding, ...others] = await check(at(address));
    expect(brief(others)).toEqual([]);
    expect(finding).toMatchObject({ code, severity: 'error', path: ['nodes', 0, 'address'] });
    expect(finding?.fix?.edits).toEqual(
      better === undefined ? undefined : [{ op: 'set', path: ['nodes', 0, 'address'], value: better }],
    );
  });

  it.each(['192.168.10.20/24', '192.168.10.254/24', '192.168.11.0/23'])('%s is a good one', async (address) => {
    expect(
      brief(
        await check({
          ...at(address),
          network: { ...soundPlan.network, gateway: address.endsWith('23') ? '192.168.10.9' : '192.168.10.1' },
        }),
      ),
    ).toEqual([]);
  });

  it('is needed with static addressing', async () => {
    expect(brief(await check({ nodes: [master] }))).toEqual(['error address-missing nodes.0']);
  });

  it('has as many numbers as its entry has names; the fix counts them out', async () => {
    const nodes = [soundPlan.nodes[0], { ...soundPlan.nodes[1], address: '192.168.10.[21-29]/24' }];
    const [finding] = await check({ nodes });
    expect(finding).toMatchObject({ code: 'address-count', fix: { edits: [{ value: '192.168.10.[21-22]/24' }] } });
  });

  it('is unique, ranges spelled out', async () => {
    const nodes = [...soundPlan.nodes, { name: 'late', board: 'pi4', address: '192.168.10.22/24' }];
    const [finding, ...others] = await check({ nodes });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'address-duplicate', path: ['nodes', 2, 'address'] });
    expect(finding?.message).toContain('pi-node02');
  });

  it('is told once for a whole range with the same fault', async () => {
    const nodes = [soundPlan.nodes[0], { name: 'n[001-200]', board: 'pi4', address: '192.168.10.[21-220]' }];
    const found = await check({ nodes });
    expect(brief(found)).toEqual(['error address-prefix nodes.1.address']);
    expect(found[0]?.fix?.edits).toEqual([{ op: 'set', path: ['nodes', 1, 'address'], value: '192.168.10.[21-220]/24' }]);
  });

  it('of another subnet than the others is a warning, when there is no gateway to contradict', async () => {
    const nodes = [soundPlan.nodes[0], { name: 'far', board: 'pi4', address: '192.168.11.20/24' }];
    expect(brief(await check({ nodes, network: { addressing: 'static', gateway: '192.168.10.1', dns: ['1.1.1.1'] } }))).toEqual([
      'error address-outside-subnet nodes.1.address',
      'warning subnets-differ nodes',
    ]);
  });

  it('is idle with dhcp, which is no more than advice', async () => {
    expect(brief(await check({ network: { addressing: 'dhcp' } }))).toEqual([
      'advice address-unused nodes.0.address',
      'advice address-unused nodes.1.address',
    ]);
  });
});

describe('gateway and name servers', () => {
  it('are asked for with static addressing, with the likely gateway as fix', async () => {
    const found = await check({ network: { addressing: 'static' } });
    expect(brief(found)).toEqual(['error gateway-missing network.gateway', 'warning dns-missing network.dns']);
    expect(found[0]?.fix?.edits).toEqual([{ op: 'set', path: ['network', 'gateway'], value: '192.168.10.1' }]);
  });

  it('are offered to be one', async () => {
    const [finding] = await check({ network: { ...soundPlan.network, dns: [] } });
    expect(finding?.fix?.edits).toEqual([{ op: 'set', path: ['network', 'dns'], value: ['192.168.10.1'] }]);
  });

  it('are addresses', async () => {
    const found = await check({
      network: { ...soundPlan.network, gateway: '192.168.10.1/24', dns: ['192.168.10.1', 'router', 'fd00::1'] },
    });
    expect(brief(found)).toEqual(['error gateway-invalid network.gateway', 'error dns-invalid network.dns.1']);
    expect(found[0]?.fix?.edits).toEqual([{ op: 'set', path: ['network', 'gateway'], value: '192.168.10.1' }]);
  });
});
