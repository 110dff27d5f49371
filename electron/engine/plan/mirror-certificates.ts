import { X509Certificate } from 'node:crypto';

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Whether a plan's `mirrors.ca` is the certificates themselves; otherwise it is the path of their file. */
export const isPem = (text: string): boolean => text.includes('-----BEGIN ');

/**
 * The certificates in a PEM text, each in its usual form. Undefined when there is none, when one cannot be read, and when
 * there is a private key among them: a plan, and the nodes, are no place for one.
 */
export function certificatesIn(text: string): readonly string[] | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return undefined;
  try {
    const found = [...text.matchAll(block)].map(([pem]) => new X509Certificate(pem).toString());
    return found.length === 0 ? undefined : [...new Set(found)];
  } catch {
    return undefined;
  }
}
