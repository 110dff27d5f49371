import { SlipwayError } from '../../contract/errors.ts';

/** Gets a JSON document. Errors: `image/unreachable`, `image/not-found`, `image/server-refused`, `catalogue/bad-list`. */
export type FetchJson = (url: string) => Promise<unknown>;

const timeoutMs = 30_000;
/** rpi-imager's list is 160 kB; anything near this is something else. */
const maxBytes = 16 * 1024 * 1024;

/** Over the network, through the proxy of `HTTPS_PROXY` and `NO_PROXY` where there is one. undici is loaded on first use only. */
export const fetchJson: FetchJson = async (url) => {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, {
      dispatcher,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    });
    if (response.status === 404 || response.status === 410) throw new SlipwayError('image/not-found', url);
    if (!response.ok) throw new SlipwayError('image/server-refused', `${url} answered ${response.status}.`);
    return parseJson(url, await limitedText(url, response.body));
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    throw new SlipwayError('image/unreachable', url, { cause: error });
  } finally {
    // `close` would wait for an answer that nobody reads any more.
    await dispatcher.destroy();
  }
};

async function limitedText(url: string, body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new SlipwayError('catalogue/bad-list', `${url} is larger than 16 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SlipwayError('catalogue/bad-list', `${url} is not JSON.`, { cause: error });
  }
}
