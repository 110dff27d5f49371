import { SlipwayError } from '../../contract/errors.ts';

/**
 * Checks a Wi-Fi key: 64 hexadecimal digits, or a passphrase of 8 to 63 bytes (IEEE 802.11 annex J.4). Pasted line ends
 * are left out: access points have none in their passphrases (rpi-imager issue 1627). Errors: `plan/bad-secret`.
 */
export function checkedWifiKey(text: string): string {
  const key = text.replace(/[\r\n]/g, '');
  if (/^[0-9a-fA-F]{64}$/.test(key)) return key.toLowerCase();
  const bytes = Buffer.byteLength(key);
  if (bytes < 8 || bytes > 63) throw new SlipwayError('plan/bad-secret', `The Wi-Fi key has ${bytes} bytes.`);
  if (/\p{Cc}/u.test(key)) throw new SlipwayError('plan/bad-secret', 'The Wi-Fi key holds a control character.');
  return key;
}
