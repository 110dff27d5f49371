import { describe, expect, it } from 'vitest';
import { brief, check, soundPlan } from '../../../../fakes/cluster-plan.ts';

const node = (name: string): object => ({ nodes: [{ name, role: 'control-plane', board: 'pi4', address: '192.168.10.20/24' }] });

describe('names', () => {
  it('of the sound plan have no fault', async () => {
    expect(await check({})).toEqual([]);
  });

  it.each([
    ['', 'name-empty', undefined],
    ['-pi', 'name-invalid', 'pi'],
    ['pi-', 'name-invalid', 'pi'],
    ['Pi01', 'name-upper-case', 'pi01'],
    ['pi_01', 'name-invalid', 'pi-01'],
    ['pi.lan', 'name-invalid', 'pi-lan'],
    ['pi 1', 'name-invalid', 'pi-1'],
    ['Läb', 'name-invalid', 'lab'],
    [`o'pi`, 'name-invalid', 'o-pi'],
    ['"pi"', 'name-invalid', 'pi'],
    ['$(reboot)', 'name-invalid', 'reboot'],
    ['pi\nroot', 'name-invalid', 'pi-root'],
    ['🥧', 'name-invalid', undefined],
    ['localhost', 'name-reserved', undefined],
    ['a'.repeat(64), 'name-too-long', undefined],
  ])('%j is refused as %s, and the fix is %s', async (name, code, better) => {
    const [finding, ...others] = await check(node(name));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code, severity: 'error', path: ['nodes', 0, 'name'] });
    expect(finding?.fix?.edits).toEqual(
      better === undefined ? undefined : [{ op: 'set', path: ['nodes', 0, 'name'], value: better }],
    );
    expect(finding?.message).not.toMatch(/[\p{Cc}]/u);
  });

  it.each(['pi', 'pi-01', '1pi', '4', 'a'.repeat(63)])('%s is a good name', async (name) => {
    expect(await check(node(name))).toEqual([]);
  });

  it('keep their range when they are set right', async () => {
    const [finding] = await check({ nodes: [soundPlan.nodes[0], { ...soundPlan.nodes[1], name: 'Pi_Node[01-02]' }] });
    expect(finding).toMatchObject({ code: 'name-invalid', fix: { edits: [{ value: 'pi-node[01-02]' }] } });
  });

  it.each(['pi[01', 'pi[1-2][1-2]', 'pi[2-1]', 'pi[a-b]', 'pi[0-999]'])('%s is told as a faulty range, once', async (name) => {
    expect(brief(await check(node(name)))).toEqual(
      ['error name-pattern nodes.0.name', 'error control-plane-missing nodes'].slice(0, 1),
    );
  });

  it('must be unique, ranges spelled out', async () => {
    const nodes = [...soundPlan.nodes, { name: 'pi-node02', board: 'pi4', address: '192.168.10.30/24' }];
    expect(brief(await check({ nodes }))).toEqual(['error name-duplicate nodes.2.name']);
  });

  it('are needed', async () => {
    expect(brief(await check({ nodes: [] }))).toEqual(['error nodes-missing nodes']);
  });

  it('are 256 at most in all', async () => {
    const nodes = [
      { ...soundPlan.nodes[0] },
      { name: 'a[001-200]', board: 'pi4', address: '10.0.0.[1-200]/16' },
      { name: 'b[001-100]', board: 'pi4', address: '10.0.1.[1-100]/16' },
    ];
    expect(brief(await check({ nodes, network: { ...soundPlan.network, gateway: '10.0.255.1' } }))).toContain(
      'error nodes-too-many nodes',
    );
  });

  it('of the cluster are checked too', async () => {
    expect(brief(await check({ name: 'My Lab' }))).toEqual(['error name-invalid name']);
  });
});

describe('the domain', () => {
  it.each([
    ['Lan', 'lan'],
    ['.lan', 'lan'],
    ['lan.', 'lan'],
    ['my lan', undefined],
    ['', undefined],
    ['a..b', undefined],
  ])('%j is refused, and the fix is %s', async (domain, better) => {
    const [finding, ...others] = await check({ network: { ...soundPlan.network, domain } });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'domain-invalid' });
    expect(finding?.fix?.edits).toEqual(
      better === undefined ? undefined : [{ op: 'set', path: ['network', 'domain'], value: better }],
    );
  });

  it('and a name together fit into 253 characters', async () => {
    const domain = Array.from({ length: 4 }, () => 'a'.repeat(61)).join('.');
    expect(brief(await check({ network: { ...soundPlan.network, domain } }))).toEqual(['error name-too-long network.domain']);
  });
});
