import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../electron/contract/page-policy.ts';
import { registerPageScheme, schemePrivileges, servePage } from '../../../electron/main/page-protocol.ts';
import { fakeElectron } from '../../fakes/electron.ts';

let folder: string;
const electron = fakeElectron();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-page-'));
  await mkdir(join(folder, 'page/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not for you');
  await writeFile(join(folder, 'page/index.html'), '<title>Slipway</title>');
  await writeFile(join(folder, 'page/assets/a-1.js'), 'export {};');
  await writeFile(join(folder, 'page/assets/a-1.js.map'), '{}');
  await symlink(join(folder, 'secret.txt'), join(folder, 'page/linked.txt'));
  await servePage(electron.api.protocol, join(folder, 'page'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('registerPageScheme', () => {
  it('makes the scheme secure and standard, and lets nothing around the policy', () => {
    registerPageScheme(electron.api.protocol);
    expect(electron.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
    expect(Object.isFrozen(schemePrivileges)).toBe(true);
  });
});

describe('servePage', () => {
  it('answers app://slipway/ with the page and its policy', async () => {
    const answer = await electron.fetchPage('app://slipway/#/plan');
    expect([answer.status, await answer.text()]).toEqual([200, '<title>Slipway</title>']);
    expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy());
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('answers a script as a script', async () => {
    const answer = await electron.fetchPage('app://slipway/assets/a-1.js');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it.each([
    'app://slipway/../secret.txt',
    'app://slipway/..%2fsecret.txt',
    'app://slipway/%2e%2e/secret.txt',
    'app://slipway/assets/..\\..\\..\\secret.txt',
    'app://slipway/linked.txt',
    'app://slipway/assets/a-1.js.map',
    'app://slipway/assets/',
    'app://slipway//etc/passwd',
    'app://slipway/__proto__',
    'app://evil/',
    'app://slipway.evil/',
  ])('has nothing at %s', async (url) => {
    const answer = await electron.fetchPage(url);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
    expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy());
  });

  it('cannot be written to', async () => {
    expect((await electron.fetchPage('app://slipway/', 'POST')).status).toBe(405);
  });
});

describe('contentSecurityPolicy', () => {
  it('allows the page itself and nothing else', () => {
    expect(contentSecurityPolicy()).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });
});
