import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { plainText } from '../../../contract/plain-text.ts';

/** Codes of Node and OpenSSL for a certificate that is not the one it should be (nodejs.org/api/tls.html, X509 errors). */
const untrusted =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET|DECRYPT|DECODE)_.*|CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)$/;

/** What a failed call means: untrusted, denied, or not to be reached. Errors of Slipway stay as they are. */
export function apiError(thrown: unknown): SlipwayError {
  if (thrown instanceof SlipwayError) return thrown;
  const code = systemErrorCode(thrown) ?? '';
  const status = statusOf(thrown);
  const because = { cause: thrown };
  if (untrusted.test(code)) return new SlipwayError('cluster/untrusted', code, because);
  if (status === 401 || status === 403) return new SlipwayError('cluster/denied', `It answered ${status}.`, because);
  if (status !== undefined) return new SlipwayError('cluster/bad-answer', `It answered ${status}.`, because);
  const words = thrown instanceof Error ? plainText(thrown.message.slice(0, 300)) : '';
  return new SlipwayError('cluster/unreachable', code === '' ? words : code, because);
}

/** The HTTP status that a call of the client library failed with (`code` of its ApiException, `statusCode` of its Watch). */
export function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  if ('code' in thrown && typeof thrown.code === 'number') return thrown.code;
  return 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : undefined;
}

/** 410 Gone: the version that was asked for has been compacted away (kubernetes.io, API concepts). */
export const isExpired = (thrown: unknown): boolean => statusOf(thrown) === 410;
