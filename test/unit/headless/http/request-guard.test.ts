import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRequest, judgeUpgrade, ownHosts } from '../../../../electron/headless/http/request-guard.ts';

const hosts = ownHosts(8080);
const own = { method: 'GET', host: '127.0.0.1:8080', origin: undefined, fetchSite: undefined, fetchMode: undefined };

describe('ownHosts', () => {
  it('names the port, but for the one that browsers leave out', () => {
    expect(hosts).toEqual(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080']);
    expect(ownHosts(80)).toContain('localhost');
  });
});

describe('judgeRequest', () => {
  it('welcomes no host but the listed ones, whatever surrounds them', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...hosts), fc.string(), (before, host, after) => {
        const whole = `${before}${host}${after}`;
        expect(judgeRequest({ ...own, host: whole }, hosts).kind).toBe(hosts.includes(whole) ? 'welcome' : 'refused');
      }),
    );
  });

  it('welcomes a POST from its own origin only', () => {
    const post = { ...own, method: 'POST' };
    expect(judgeRequest({ ...post, origin: 'http://127.0.0.1:8080' }, hosts)).toEqual({ kind: 'welcome' });
    for (const origin of [undefined, '', 'null', 'http://127.0.0.1:8081', 'http://localhost:8080', 'http://127.0.0.1:8080/'])
      expect(judgeRequest({ ...post, origin }, hosts)).toMatchObject({ kind: 'refused', status: 403 });
  });
});

describe('judgeUpgrade', () => {
  it('wants an origin although an upgrade is a GET', () => {
    expect(judgeUpgrade(own, hosts)).toMatchObject({ kind: 'refused', status: 403 });
    expect(judgeUpgrade({ ...own, origin: 'http://127.0.0.1:8080' }, hosts)).toEqual({ kind: 'welcome' });
  });
});
