import { describe, expect, it } from 'vitest';
import { brief, check, soundPlan } from '../../../../fakes/cluster-plan.ts';

const networks = (podCidr: string, serviceCidr = '10.96.0.0/12'): object => ({ kubernetes: { podCidr, serviceCidr } });

describe('pod and service networks', () => {
  it.each([
    ['192.168.0.0/16', 'the network of the nodes'],
    ['10.96.0.0/16', 'the service network'],
  ])('%s overlaps %s, and a free one is offered', async (pods, other) => {
    const found = (await check(networks(pods))).filter(({ code }) => code === 'networks-overlap');
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain(other === 'the service network' ? 'pod network' : 'network of the nodes');
    const [edit] = found[0]?.fix?.edits ?? [];
    expect(edit).toMatchObject({ op: 'set' });
    const path = edit?.path ?? [];
    const value = edit?.op === 'set' ? edit.value : '';
    expect(brief(await check({ kubernetes: { podCidr: pods, [String(path[1])]: value } }))).toEqual([]);
  });

  it('take no notice of addresses that dhcp leaves idle', async () => {
    const found = await check({
      ...networks('192.168.0.0/16'),
      network: { addressing: 'dhcp' },
      nodes: [{ name: 'a', role: 'control-plane', board: 'pi4' }],
    });
    expect(brief(found)).toEqual([]);
  });

  it.each([
    ['10.244.0.1/16', 'network-host-bits', '10.244.0.0/16'],
    ['10.244.0.0', 'network-invalid', undefined],
    ['fd00::/48', 'network-invalid', undefined],
    ['10.244.0.0/23', 'pod-network-too-small', undefined],
  ])('a pod network %s is refused as %s', async (pods, code, better) => {
    const [finding, ...others] = await check(networks(pods));
    expect(brief(others)).toEqual([]);
    expect(finding).toMatchObject({ code, severity: 'error', path: ['kubernetes', 'podCidr'] });
    expect(finding?.fix?.edits).toEqual(
      better === undefined ? undefined : [{ op: 'set', path: ['kubernetes', 'podCidr'], value: better }],
    );
  });

  it.each([
    ['10.0.0.0/11', ['error service-network-size kubernetes.serviceCidr']],
    ['10.96.0.0/30', ['warning service-network-size kubernetes.serviceCidr']],
    ['10.96.0.0/12', []],
    ['10.96.0.0/28', []],
  ])('a service network %s gives %j', async (services, expected) => {
    expect(brief(await check(networks('172.30.0.0/16', services)))).toEqual(expected);
  });

  it('have room for every node', async () => {
    const nodes = [soundPlan.nodes[0], { name: 'w[001-003]', board: 'pi4', address: '192.168.10.[101-103]/24' }];
    expect(brief(await check({ ...networks('10.244.0.0/22'), nodes }))).toEqual([]);
    expect(brief(await check({ ...networks('10.244.0.0/23'), nodes }))).toEqual([
      'error pod-network-too-small kubernetes.podCidr',
    ]);
  });

  it('host-routes is refused where nodes are in several networks, and flannel offered', async () => {
    const nodes = [
      { name: 'a', role: 'control-plane', board: 'pi4', address: '192.168.10.20/24' },
      { name: 'b', board: 'pi4', address: '192.168.20.21/24' },
    ];
    const found = (await check({ nodes, kubernetes: { cni: 'host-routes' } })).filter(({ severity }) => severity === 'error');
    expect(brief(found)).toContain('error host-routes-one-network kubernetes.cni');
    const [finding] = found.filter(({ code }) => code === 'host-routes-one-network');
    expect(finding?.message).toContain('192.168.10.0/24 and 192.168.20.0/24');
    expect(finding?.fix?.edits).toEqual([{ op: 'set', path: ['kubernetes', 'cni'], value: 'flannel' }]);
    for (const kubernetes of [{ cni: 'flannel' }, { cni: 'host-routes' }])
      expect(
        brief(await check({ nodes: kubernetes.cni === 'flannel' ? nodes : soundPlan.nodes, kubernetes })).join(),
      ).not.toContain('host-routes-one-network');
  });
});
