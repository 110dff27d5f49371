import { SlipwayError } from '../../../contract/errors.ts';
import type { HttpClient } from './http-client.ts';
import { networkError } from './network-errors.ts';
import { shownUrl } from './shown-url.ts';

export interface TextRequest {
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  /** More than this is not the small file that was asked for. */
  readonly maxBytes: number;
}

/** Fetches a small text, or undefined when the server does not have it. Errors: those of {@link fetchBytes}. */
export async function fetchText(url: string, request: TextRequest): Promise<string | undefined> {
  return (await fetchBytes(url, request))?.toString('utf8');
}

/** Fetches a small file, or undefined when the server does not have it. Errors: those of {@link HttpClient.get}, `image/server-refused`. */
export async function fetchBytes(url: string, { http, signal, maxBytes }: TextRequest): Promise<Buffer | undefined> {
  const answer = await http.get(url, { headers: { 'user-agent': 'Slipway' }, signal });
  try {
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw new SlipwayError('image/server-refused', `${shownUrl(url)} answered ${answer.status}.`);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) throw new SlipwayError('image/server-refused', `${shownUrl(url)} sends far more than expected.`);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw networkError(error, url);
  } finally {
    answer.body.on('error', () => undefined).destroy();
  }
}
