import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  initProbe,
  initState,
  readInitFacts,
  type InitFacts,
} from '../../../../../electron/engine/recipes/kubeadm/init-state.ts';
import { tempFolder } from '../../../../fakes/temp-folder.ts';

const nothing: InitFacts = { adminConf: false, remains: false, begun: false, serving: false, clusterName: '' };

describe('the state of a control plane', () => {
  it.each([
    ['absent', 'nothing is there', nothing],
    ['half', 'an own try has not ended, whatever it left', { ...nothing, begun: true, adminConf: true, remains: true }],
    ['half', 'an own try has not ended although it serves', { ...nothing, begun: true, serving: true, clusterName: 'lab' }],
    [
      'serving',
      'it answers as the cluster of the plan',
      { ...nothing, adminConf: true, remains: true, serving: true, clusterName: 'lab' },
    ],
    ['foreign', 'it answers as another cluster', { ...nothing, adminConf: true, serving: true, clusterName: 'kubernetes' }],
    ['silent', 'it was whole once and does not answer', { ...nothing, adminConf: true, remains: true }],
    ['foreign', 'there are remains and nobody to ask', { ...nothing, remains: true }],
  ] as const)('is %s when %s', (state, _, facts) => {
    expect(initState(facts, 'lab')).toBe(state);
  });

  it('is read from the lines of the probe', () => {
    expect(readInitFacts('admin=1\nbegun=0\nremains=1\nserving=1\ncluster=lab\n')).toEqual({
      adminConf: true,
      remains: true,
      begun: false,
      serving: true,
      clusterName: 'lab',
    });
    expect(readInitFacts('')).toEqual(nothing);
  });
});

describe('the probe of a control plane', () => {
  it('sees remains of any kind, also when there are none of another', () => {
    const dir = tempFolder();
    const probe = initProbe.replaceAll('/etc/kubernetes', join(dir, 'kubernetes')).replaceAll('/var/lib/', `${dir}/`);
    const facts = (): InitFacts => readInitFacts(execFileSync('sh', ['-c', probe], { encoding: 'utf8' }));
    expect(facts()).toEqual(nothing);
    mkdirSync(join(dir, 'kubernetes/manifests'), { recursive: true });
    expect(facts()).toEqual(nothing);
    writeFileSync(join(dir, 'kubernetes/manifests/etcd.yaml'), '');
    expect(facts()).toEqual({ ...nothing, remains: true });
    writeFileSync(join(dir, 'kubernetes/admin.conf'), '');
    expect(facts()).toMatchObject({ adminConf: true, serving: false });
  });
});
