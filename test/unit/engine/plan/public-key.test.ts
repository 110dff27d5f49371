import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPublicKey } from '../../../../electron/engine/plan/public-key.ts';
import { sampleKey } from '../../../fakes/cluster-plan.ts';

describe('readPublicKey', () => {
  it.each([
    ['', /empty/],
    ['hello', /key type/],
    ['ssh-ed25519', /no body/],
    ['ssh-ed25519 !!!', /base64/],
    [sampleKey.slice(0, 60), /damaged/],
    [sampleKey.replace('ssh-ed25519', 'ssh-rsa'), /says ssh-rsa but holds ssh-ed25519/],
    ['ssh-dss AAAAB3NzaC1kc3M= x', /DSA/],
    ['ssh-ed25519-cert-v01@openssh.com AAAA x', /certificate/],
    ['~/.ssh/id_ed25519.pub', /path/],
    ['C:\\Users\\me\\id.pub', /path/],
    ['---- BEGIN SSH2 PUBLIC KEY ----\nAAAA', /PuTTY/],
  ])('tells that %j is no key, and why', (text, reason) => {
    expect(readPublicKey(text)).toEqual({ kind: 'fault', reason: expect.stringMatching(reason) as string });
  });

  it.each([
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nx',
    '-----BEGIN PRIVATE KEY-----',
    'PuTTY-User-Key-File-3: ssh-ed25519',
  ])('knows %j for a private key', (text) => {
    expect(readPublicKey(text)).toEqual({ kind: 'private' });
  });

  it.each([
    `from="10.0.0.0/8",no-pty ${sampleKey}`,
    `command="echo hi" ${sampleKey}`,
    sampleKey.split(' ').slice(0, 2).join(' '),
    `${sampleKey} with a comment`,
  ])('reads %s', (text) => {
    expect(readPublicKey(text)).toMatchObject({ kind: 'key', type: 'ssh-ed25519' });
  });

  it('takes no key that lost or gained a character of its body', () => {
    const [type = '', body = ''] = sampleKey.split(' ');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: body.length - 4 }), (cut) => {
        expect(readPublicKey(`${type} ${body.slice(0, cut)}${body.slice(cut + 4)}`).kind).toBe('fault');
        expect(readPublicKey(`${type} ${body.slice(0, cut)}AAAA${body.slice(cut)}`).kind).toBe('fault');
      }),
    );
  });
});

const keygen = '/usr/bin/ssh-keygen';

describe.skipIf(!existsSync(keygen))('keys of the real ssh-keygen (skipped without openssh-client)', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'slipway-keys-'));
  });
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it.each([
    ['ed25519', [], 'ssh-ed25519', undefined],
    ['rsa', ['-b', '2048'], 'ssh-rsa', 2048],
    ['rsa', ['-b', '1024'], 'ssh-rsa', 1024],
    ['ecdsa', ['-b', '256'], 'ecdsa-sha2-nistp256', undefined],
    ['ecdsa', ['-b', '384'], 'ecdsa-sha2-nistp384', undefined],
    ['ecdsa', ['-b', '521'], 'ecdsa-sha2-nistp521', undefined],
  ])('of type %s %j are read', (...[type, options, name, bits]) => {
    const file = join(dir, `${type}${options.join('')}`);
    execFileSync(keygen, ['-q', '-t', type, ...options, '-N', '', '-f', file, '-C', 'me@desk'], { stdio: 'ignore' });
    const reading = readPublicKey(readFileSync(`${file}.pub`, 'utf8').trim());
    expect(reading).toMatchObject({ kind: 'key', type: name, ...(bits !== undefined && { bits }) });
    expect(readPublicKey(readFileSync(file, 'utf8'))).toEqual({ kind: 'private' });
  });
});
