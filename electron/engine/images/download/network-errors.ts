import { SlipwayError, systemErrorCode } from '../../../contract/errors.ts';
import { shownUrl } from './shown-url.ts';

/** The server was never reached: wrong name, nobody listening, no route, a certificate that is not trusted. */
const unreachable = new Map([
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'its name cannot be looked up'],
  ['ECONNREFUSED', 'nobody answers there'],
  ['EHOSTUNREACH', 'there is no way to it'],
  ['ENETUNREACH', 'there is no network'],
  ['ETIMEDOUT', 'it does not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
  ['UND_ERR_INVALID_ARG', 'the proxy asks for a login'],
  ['UND_ERR_ABORTED', 'the proxy refuses the connection'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
]);

/** The connection was there and broke, stalled or said nonsense: worth another try. */
const broken = new Map([
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['UND_ERR_SOCKET', 'the server closed the connection'],
  ['UND_ERR_BODY_TIMEOUT', 'nothing came for too long'],
  ['UND_ERR_HEADERS_TIMEOUT', 'the server did not answer in time'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the server sent another length than it announced'],
]);

/** Turns what undici and Node's sockets throw into the error that users see; anything unknown stays as it is. */
export function networkError(error: unknown, url: string): unknown {
  if (error instanceof Error && error.name === 'AbortError') return new SlipwayError('engine/cancelled', '', { cause: error });
  const code = codeOf(error);
  const where = `${shownUrl(url)}: `;
  const lost = unreachable.get(code);
  if (lost !== undefined) return new SlipwayError('image/unreachable', `${where}${lost}.`, { cause: error });
  const torn = broken.get(code) ?? (code.startsWith('HPE_') ? 'the server does not speak proper HTTP' : undefined);
  return torn === undefined ? error : new SlipwayError('image/interrupted', `${where}${torn}.`, { cause: error });
}

/** A host with several addresses fails with an AggregateError whose members carry the codes. */
function codeOf(error: unknown): string {
  const own = systemErrorCode(error);
  if (own !== undefined && own !== '') return own;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== '') ?? '';
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : '';
}
