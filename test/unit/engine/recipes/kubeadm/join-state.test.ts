import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashOfCa, joinState, readJoinFacts, type JoinFacts } from '../../../../../electron/engine/recipes/kubeadm/join-state.ts';
import { testMember } from '../../../../fakes/cluster-spec.ts';

const here = 'a'.repeat(32);
const empty: JoinFacts = { machineId: here, kubeletConf: false, begun: false, caCert: '' };
let ca = '';
let opensslHash = '';

beforeAll(() => {
  const dir = mkdtempSync(join(tmpdir(), 'slipway-ca-'));
  const subject = ['-subj', '/CN=kubernetes', '-keyout', 'key', '-out', 'crt'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...key, ...subject], { cwd: dir, stdio: 'ignore' });
  ca = readFileSync(join(dir, 'crt'), 'utf8');
  const pipeline = 'openssl x509 -pubkey -noout -in crt | openssl pkey -pubin -outform der | sha256sum';
  opensslHash = execFileSync('sh', ['-c', pipeline], { cwd: dir, encoding: 'utf8' }).slice(0, 64);
  rmSync(dir, { recursive: true });
});

describe('the state of a node that should be in the cluster', () => {
  const state = (facts: Partial<JoinFacts>, member = testMember('pi')) =>
    joinState({ facts: { ...empty, ...facts }, caCertHash: hashOfCa(ca), member });

  it('is absent on a fresh node, also when a dead object of its name is left in the cluster', () => {
    expect(joinState({ facts: empty, caCertHash: hashOfCa(ca), member: undefined })).toBe('absent');
    expect(state({}, testMember('pi', { machineId: 'b'.repeat(32), ready: false }))).toBe('absent');
  });

  it('is taken when another machine is Ready under its name', () => {
    expect(state({}, testMember('pi', { machineId: 'b'.repeat(32) }))).toBe('taken');
  });

  it('is half while an own join has not ended', () => {
    expect(state({ begun: true, kubeletConf: true, caCert: ca })).toBe('half');
  });

  it('is joined when it trusts this cluster and the cluster knows this very machine', () => {
    expect(state({ kubeletConf: true, caCert: ca })).toBe('joined');
  });

  it('is returning when it joined once and the cluster does not see it', () => {
    expect(joinState({ facts: { ...empty, kubeletConf: true, caCert: ca }, caCertHash: hashOfCa(ca), member: undefined })).toBe(
      'returning',
    );
  });

  it('is foreign when it trusts another cluster', () => {
    expect(
      joinState({
        facts: { ...empty, kubeletConf: true, caCert: ca },
        caCertHash: `sha256:${'0'.repeat(64)}`,
        member: undefined,
      }),
    ).toBe('foreign');
  });
});

describe('the hash that pins a CA', () => {
  it('is the one that openssl computes', () => {
    expect(hashOfCa(ca)).toBe(`sha256:${opensslHash}`);
  });
});

describe('what a node says of its join', () => {
  it('is read from the lines of the probe and the certificate after them', () => {
    expect(readJoinFacts(`machine=${here}\nkubelet=1\nbegun=0\n${ca}`)).toEqual({
      machineId: here,
      kubeletConf: true,
      begun: false,
      caCert: ca.trim(),
    });
    expect(readJoinFacts('')).toEqual({ machineId: '', kubeletConf: false, begun: false, caCert: '' });
  });
});
