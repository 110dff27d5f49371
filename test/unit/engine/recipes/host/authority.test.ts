import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterSpec } from '../../../../../electron/engine/recipes/cluster-spec.ts';
import { authorityFiles, authorityStep, distrust } from '../../../../../electron/engine/recipes/host/authority.ts';
import { containerdFiles } from '../../../../../electron/engine/recipes/host/containerd-config.ts';
import { registryCertificates } from '../../../../../electron/engine/recipes/host/docker.ts';
import { registriesFile } from '../../../../../electron/engine/recipes/k3s/config.ts';
import { testSpec } from '../../../../fakes/cluster-spec.ts';
import { nodeOnDisk, type NodeOnDisk } from '../../../../fakes/node-on-disk.ts';
import { makeOwnCa } from '../../../../fakes/own-ca.ts';

const place = '/usr/local/share/ca-certificates';
const bundle = '/etc/ssl/certs/ca-certificates.crt';

let pi: NodeOnDisk;
let first: string;
let second: string;
beforeEach(async () => {
  // What Debian's own does, in short: all of them in one file.
  pi = await nodeOnDisk({
    'update-ca-certificates': `mkdir -p "$ROOT/etc/ssl/certs"; cat "$ROOT${place}"/*.crt > "$ROOT${bundle}" 2>/dev/null || : > "$ROOT${bundle}"`,
  });
  [first, second] = [(await makeOwnCa()).authority, (await makeOwnCa()).authority];
});
afterEach(() => pi.end());

const spec = (ca: string, registry = 'https://mirror.lan:5000'): ClusterSpec => testSpec({ plan: { mirrors: { registry, ca } } });
const stepOf = (ca: string) => authorityStep(spec(ca), spec(ca).first, []);
const act = async (ca: string): Promise<void> => {
  await stepOf(ca).act?.(pi.context);
};

describe('the CA of the mirrors', () => {
  it('is put among those that the system trusts, each certificate in a file of its own', async () => {
    expect(await stepOf(first + second).check(pi.context)).toMatchObject({ done: false });
    await act(first + second);
    expect(await stepOf(first + second).check(pi.context)).toMatchObject({ done: true });
    expect(await pi.read(`${place}/slipway-mirror-1.crt`)).toBe(first);
    expect(await pi.read(bundle)).toBe(first + second);
  });

  it('goes when the plan has another, and with the cluster', async () => {
    await act(first + second);
    expect(await stepOf(second).check(pi.context)).toMatchObject({ done: false });
    await act(second);
    expect(await pi.read(bundle)).toBe(second);
    await pi.run(distrust);
    expect(await pi.read(bundle)).toBe('');
    expect((await pi.calls()).at(-1)).toBe('update-ca-certificates --fresh');
  });

  it('is not done while the file is there and the system has not taken it in', async () => {
    await act(first);
    await pi.write(bundle, second);
    expect(await stepOf(first).check(pi.context)).toMatchObject({
      done: false,
      summary: 'slipway-mirror-1.crt is not among the trusted ones.',
    });
  });

  it('is given to each runtime for its registry, and only where that one speaks TLS', () => {
    const host = 'mirror.lan:5000';
    expect(registryCertificates(spec(first))).toMatchObject([{ path: `/etc/docker/certs.d/${host}/ca.crt`, content: first }]);
    const [, hosts, ca] = containerdFiles(spec(first), 2);
    expect(hosts?.content).toContain(`  ca = "/etc/containerd/certs.d/${host}/ca.crt"`);
    expect(ca).toMatchObject({ path: `/etc/containerd/certs.d/${host}/ca.crt`, content: first });
    expect(registriesFile(spec(first))[0]?.content).toContain('ca_file: /etc/ssl/certs/ca-certificates.crt');
    const plain = spec(first, 'http://mirror.lan:5000');
    expect([...registryCertificates(plain), ...containerdFiles(plain, 2).slice(2)]).toEqual([]);
    expect(registriesFile(plain)[0]?.content).not.toContain('ca_file');
  });

  it('is none where the text holds none', () => {
    expect(authorityFiles('no certificate')).toEqual([]);
  });
});
