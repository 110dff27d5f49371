import { describe, expect, it } from 'vitest';
import { brief, check, soundPlan } from '../../../../fakes/cluster-plan.ts';

const wifi = (ssid: string, country = 'PT'): object => ({ network: { ...soundPlan.network, wifi: { ssid, country } } });
const on = (board: string): object => ({ nodes: [{ name: 'a', role: 'control-plane', board, address: '192.168.10.20/24' }] });

describe('the Wi-Fi name', () => {
  it.each([
    ['', ['error wifi-ssid-length network.wifi.ssid']],
    ['x'.repeat(33), ['error wifi-ssid-length network.wifi.ssid']],
    ['🏴'.repeat(9), ['error wifi-ssid-length network.wifi.ssid']],
    ['a\nb', ['error wifi-ssid-control network.wifi.ssid']],
    [' home', ['warning wifi-ssid-spaces network.wifi.ssid']],
    ['x'.repeat(32), []],
    [`it's "$HOME" 🏴`, []],
  ])('%j gives %j', async (ssid, expected) => {
    expect(brief(await check(wifi(ssid)))).toEqual(expected);
  });
});

describe('the Wi-Fi country', () => {
  it.each([
    ['pt', 'PT'],
    ['UK', 'GB'],
    ['uk', 'GB'],
    ['USA', 'US'],
    ['XX', undefined],
    ['', undefined],
    ['Portugal', undefined],
  ])('%j is refused, and the fix is %s', async (country, better) => {
    const [finding, ...others] = await check(wifi('home', country));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'wifi-country', severity: 'error' });
    expect(finding?.fix?.edits).toEqual(
      better === undefined ? undefined : [{ op: 'set', path: ['network', 'wifi', 'country'], value: better }],
    );
  });

  it.each(['PT', 'GB', 'US', 'NO'])('%s is one', async (country) => {
    expect(await check(wifi('home', country))).toEqual([]);
  });
});

describe('boards and networks', () => {
  it('warn when Wi-Fi is planned for a board without it', async () => {
    expect(brief(await check({ ...wifi('home'), ...on('pi2'), image: '/images/x.img' }))).toContain(
      'warning wifi-missing-on-board nodes.0.board',
    );
  });

  it('warn when a board has no socket and the plan no Wi-Fi', async () => {
    const changes = { ...on('pizero2w'), image: '/images/x.img' };
    expect(brief(await check(changes))).toContain('warning board-without-network nodes.0.board');
    expect(brief(await check({ ...wifi('home'), ...changes }))).not.toContain('warning board-without-network nodes.0.board');
  });
});
