import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { certificateScript, parseCertificates } from '../../../../electron/engine/cluster/certificates.ts';

const run = promisify(execFile);

/** Lays out what kubeadm leaves on a node, and runs the script on it. */
async function onNode(): Promise<{ readonly output: string; readonly key: string }> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-certs-'));
  try {
    await mkdir(join(root, 'kubernetes/pki/etcd'), { recursive: true });
    const [pki, key] = [join(root, 'kubernetes/pki'), join(root, 'key')];
    const make = (path: string, days: number): Promise<unknown> =>
      run('openssl', [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        path,
        '-days',
        String(days),
        '-subj',
        '/CN=x',
      ]);
    await make(join(pki, 'ca.crt'), 3650);
    await make(join(pki, 'apiserver.crt'), 365);
    await make(join(pki, 'etcd/server.crt'), 30);
    const pem = await readFile(join(pki, 'apiserver.crt'));
    await writeFile(join(pki, 'etcd/peer.crt'), Buffer.concat([await readFile(key), pem]));
    await writeFile(
      join(root, 'kubernetes/admin.conf'),
      `users:\n- user:\n    client-certificate-data: ${pem.toString('base64')}\n    client-key-data: c2VjcmV0\n`,
    );
    await writeFile(join(pki, 'broken.crt'), 'no certificate\n');
    const script = certificateScript
      .replaceAll('/etc/kubernetes', join(root, 'kubernetes'))
      .replaceAll('/var/lib', join(root, 'lib'));
    const { stdout } = await run('sh', ['-c', script]);
    return { output: stdout, key: (await readFile(key, 'utf8')).split('\n')[1] ?? '?' };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

it('every certificate on a node is read with its end; keys stay where they are, and what is no certificate is left out', async () => {
  const { output, key } = await onNode();
  expect(output).not.toContain('PRIVATE KEY');
  expect(output).not.toContain('c2VjcmV0');
  expect(output).not.toContain(key);
  const found = parseCertificates('pi1', output);
  expect(found.map(({ name }) => name).sort()).toEqual(['admin.conf', 'apiserver', 'ca', 'etcd/peer', 'etcd/server']);
  const days = (name: string): number => {
    const { notAfter = '' } = found.find((certificate) => certificate.name === name) ?? {};
    return Math.round((Date.parse(notAfter) - Date.now()) / 86_400_000);
  };
  expect([days('ca'), days('apiserver'), days('admin.conf'), days('etcd/server')]).toEqual([3650, 365, 365, 30]);
});

it('a hostile answer is bounded and made plain', () => {
  expect(parseCertificates('pi1', '# x\n-----BEGIN CERTIFICATE-----\nAAAA\n'.repeat(10_000))).toEqual([]);
  expect(parseCertificates('pi1', '')).toEqual([]);
});
