/** What a line of authorized_keys is. */
export type KeyReading =
  | { readonly kind: 'key'; readonly type: string; readonly blob: string; readonly bits?: number }
  | { readonly kind: 'private' }
  | { readonly kind: 'fault'; readonly reason: string };

/** Types that sshd takes in authorized_keys (sshd(8), OpenSSH 9.9); certificates and ssh-dss are not among them. */
const types = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/** `type blob comment`, with options such as `from="10.0.0.0/8"` allowed before it. */
const line = new RegExp(
  `^(?:\\S.*[ \\t,"])?(${types.map((type) => type.replaceAll('.', '\\.')).join('|')})[ \\t]+(\\S+)(?:[ \\t].*)?$`,
);

/** Reads one authorised key: its type, and whether its base64 body is a key of that type (RFC 4253 section 6.6). */
export function readPublicKey(text: string): KeyReading {
  if (/PRIVATE KEY|^PuTTY-User-Key-File/.test(text)) return { kind: 'private' };
  if (text.includes('BEGIN SSH2 PUBLIC KEY'))
    return fault('is in the format of PuTTY (RFC 4716), not in the one-line format of OpenSSH');
  const [, type, blob] = line.exec(text) ?? [];
  if (type === undefined || blob === undefined) return fault(shapeFault(text));
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob)) return fault('has a body that is no base64');
  return readBlob(type, blob);
}

function shapeFault(text: string): string {
  if (text.trim() === '') return 'is empty';
  if (/^ssh-dss\s/.test(text)) return 'is a DSA key, which OpenSSH no longer takes';
  if (/-cert-v01@openssh\.com\s/.test(text)) return 'is a certificate, which is no authorised key';
  if (types.some((type) => text.trim().endsWith(type))) return 'has no body';
  return /^(~|\.|\/|[A-Za-z]:\\)/.test(text)
    ? 'is a path: give what is in the file'
    : 'does not begin with a key type such as ssh-ed25519';
}

function readBlob(type: string, blob: string): KeyReading {
  const fields = fieldsOf(Buffer.from(blob, 'base64'));
  const inner = fields?.[0]?.toString('latin1');
  if (fields === undefined || inner === undefined) return fault('is cut off or damaged');
  if (inner !== type) return fault(`says ${type} but holds ${types.includes(inner) ? inner : 'something else'}`);
  const reason = contentFault(type, fields);
  if (reason !== undefined) return fault(reason);
  return { kind: 'key', type, blob, ...(type === 'ssh-rsa' && { bits: bitsOf(fields[2]) }) };
}

/** The length-prefixed strings of a key body, or undefined when they do not fill it exactly. */
function fieldsOf(bytes: Buffer): readonly Buffer[] | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset + 4 <= bytes.length) {
    const end = offset + 4 + bytes.readUInt32BE(offset);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(offset + 4, end));
    offset = end;
  }
  return offset === bytes.length ? fields : undefined;
}

/** Fields that each type has: RFC 4253 (rsa), RFC 8709 (ed25519), RFC 5656 (ecdsa), OpenSSH PROTOCOL.u2f (sk). */
function contentFault(type: string, fields: readonly Buffer[]): string | undefined {
  const expected = type.startsWith('sk-ecdsa') ? 4 : type === 'ssh-ed25519' ? 2 : 3;
  const ed25519 = type === 'ssh-ed25519' || type.startsWith('sk-ssh-ed25519');
  return fields.length !== expected || (ed25519 && fields[1]?.length !== 32) ? 'is cut off or damaged' : undefined;
}

function bitsOf(modulus: Buffer = Buffer.alloc(0)): number {
  const start = modulus.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
}

const fault = (reason: string): KeyReading => ({ kind: 'fault', reason });
