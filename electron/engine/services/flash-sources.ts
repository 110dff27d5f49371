import { readFile } from 'node:fs/promises';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { FlashSettings, FlashSources, SourceFile } from '../../contract/flash.ts';
import { checkSettings, plainLines } from '../flash/check-settings.ts';
import { isWebAddress } from '../flash/source-name.ts';
import { fetchText } from '../images/download/fetch-text.ts';
import { openHttpClient, type HttpClient } from '../images/download/http-client.ts';
import { shownUrl } from '../images/download/shown-url.ts';

/** A boot partition has 64 MiB; configuration is far smaller. */
const mostBytes = 4 * 1024 * 1024;
const stallMs = 30_000;

interface Reader {
  readonly http: HttpClient;
  readonly signal: AbortSignal;
}

/** The whole of the settings, files read and checked. Errors: see `FlashService.load`. */
export async function loadSettings(
  sources: FlashSources,
  settings: Partial<FlashSettings>,
  signal: AbortSignal,
): Promise<FlashSettings> {
  const http = await openHttpClient({ environment: process.env, stallMs });
  try {
    const loaded = { ...settings, ...(await readAll(sources, { http, signal })) };
    checkSettings(loaded);
    return loaded;
  } finally {
    await http.close();
  }
}

async function readAll(
  sources: FlashSources,
  reader: Reader,
): Promise<Pick<FlashSettings, 'userData' | 'metaData' | 'bootConfig' | 'deviceInit' | 'files'>> {
  const lines = async (source: string | undefined): Promise<SourceFile | undefined> => {
    if (source === undefined) return undefined;
    const file = await readSource(source, reader);
    return { ...file, text: plainLines(file.text) };
  };
  const files: SourceFile[] = [];
  for (const source of sources.files) files.push(await readSource(source, reader));
  return {
    userData: await lines(sources.userData),
    metaData: await lines(sources.metaData),
    bootConfig: await lines(sources.bootConfig),
    deviceInit: await lines(sources.deviceInit),
    files,
  };
}

/** The address is kept without its secrets: it comes up in messages. */
async function readSource(source: string, reader: Reader): Promise<SourceFile> {
  if (!isWebAddress(source)) return { source, text: await readLocal(source) };
  const shown = shownUrl(source);
  const text = await fetchText(source, { ...reader, maxBytes: mostBytes });
  // The words of curl --fail, which scripts around hypriot/flash look for.
  if (text === undefined) throw new SlipwayError('image/not-found', `The requested URL returned error: 404 (${shown})`);
  if (text.includes('\uFFFD')) throw notText(shown);
  return { source: shown, text };
}

async function readLocal(path: string): Promise<string> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    const code = systemErrorCode(thrown);
    const reason = code === 'ENOENT' ? 'not found!' : `cannot be read (${code ?? 'unknown error'}).`;
    throw new SlipwayError('firstboot/bad-file', `File ${path} ${reason}`, { cause: thrown });
  });
  if (bytes.length > mostBytes) throw new SlipwayError('firstboot/bad-file', `File ${path} is larger than 4 MiB.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText(path);
  }
}

const notText = (source: string): SlipwayError => new SlipwayError('firstboot/bad-file', `File ${source} is no UTF-8 text.`);
