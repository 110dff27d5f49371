import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, hidden } from '../../../../electron/engine/runbook/redact.ts';

const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabcdef==\n-----END RSA PRIVATE KEY-----';

describe('redaction', () => {
  it.each([
    ['kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef', `kubeadm join 10.0.0.1:6443 --token ${hidden}`],
    ['token: abcdef.0123456789abcdef', `token: ${hidden}`],
    ['    client-key-data: LS0tLS1CRUdJTiBSU0E=', `    client-key-data: ${hidden}`],
    ['--certificate-key f8902e114ef118304e561c3ecd4d0b543adc226b', `--certificate-key ${hidden}`],
    ['Authorization: Bearer abc.def-ghi_jkl', `Authorization: Bearer ${hidden}`],
    ['pirate:$6$salt$Hqm0abc/def:19000', `pirate:${hidden}:19000`],
    ['http://ann:hunter22@mirror.lan/x', `http://ann:${hidden}@mirror.lan/x`],
    ['"password": "hunter22"', `"password": "${hidden}"`],
    ['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJl.c2lnbmF0dXJl', hidden],
    [`before\n${pem}\nafter`, `before\n${hidden}\nafter`],
    [`"${pem.replaceAll('\n', '\\n')}"`, `"${hidden}"`],
  ])('hides what looks like a secret: %j', (said, shown) => {
    expect(createRedactor().text(said)).toBe(shown);
  });

  it.each([
    'discovery-token-ca-cert-hash sha256:1234 is no secret',
    'Setting up kubelet (1.20.2-00) ...',
    'node/pi1 Ready control-plane 10m v1.36.1',
    'the token was refused',
  ])('leaves ordinary words alone: %s', (said) => {
    expect(createRedactor().text(said)).toBe(said);
  });

  it('hides known values, also as base64, and those that are learnt later', () => {
    const redactor = createRedactor(['s3cr3t-value']);
    redactor.add(['another-one']);
    const base64 = Buffer.from('s3cr3t-value').toString('base64');
    expect(redactor.text(`s3cr3t-value ${base64} another-one`)).toBe(`${hidden} ${hidden} ${hidden}`);
  });

  it('takes terminal escapes out, and sees a secret that they cut in two', () => {
    const redactor = createRedactor(['s3cr3t-value']);
    expect(redactor.text('\x1b[1;31ms3cr3t\x1b[0m-value\x1b]0;title\x07!')).toBe(`${hidden}!`);
  });

  it('keeps the last of what a progress display wrote over itself', () => {
    expect(createRedactor().text('10%\r50%\r100%\r\nnext')).toBe('100%\nnext');
  });

  it('never lets a known secret through, however the text is cut into pieces', () => {
    const secret = fc.string({
      minLength: 8,
      maxLength: 40,
      unit: fc.constantFrom('a', 'b', 'X', 'Y', '0', '9', '-', '+', '/', '=', '.', '_'),
    });
    const around = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(secret, fc.array(around, { minLength: 2, maxLength: 5 }), fc.array(fc.nat(80)), (value, texts, cuts) => {
        const said = texts.join(value);
        const redactor = createRedactor([value]);
        const shown = streamed(redactor, said, cuts);
        expect(shown).not.toContain(value);
        expect(shown.replace(/\n$/, '')).toBe(redactor.text(said).replace(/\n$/, ''));
      }),
    );
  });

  it('never lets a line of a private key through, however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60)), (cuts) => {
        expect(streamed(createRedactor(), `a\n${pem}\nb\n`, cuts)).toBe(`a\n${hidden}\nb\n`);
      }),
    );
  });

  it('holds no more of a line without an end than it shows', () => {
    const redactor = createRedactor();
    const long = redactor.text('x'.repeat(1_000_000));
    expect(long.length).toBeLessThan(5000);
  });
});

/** The text in pieces of these lengths, the rest at last. */
function streamed(redactor: ReturnType<typeof createRedactor>, text: string, cuts: readonly number[]): string {
  let [shown, left] = ['', text];
  const stream = redactor.stream((lines) => (shown += lines));
  for (const cut of cuts) {
    stream.write(left.slice(0, cut));
    left = left.slice(cut);
  }
  stream.write(left);
  stream.end();
  return shown;
}
