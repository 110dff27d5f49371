import { readFile } from 'node:fs/promises';
import { SlipwayError, systemErrorCode } from '../../contract/errors.ts';
import type { FlashSettings, FlashSources, SourceFile } from '../../contract/flash.ts';
import { checkSettings, plainLines } from '../flash/check-settings.ts';
import { isWebAddress } from '../flash/source-name.ts';
import { fetchBytes } from '../images/download/fetch-text.ts';
import { openHttpClient, type HttpClient } from '../images/download/http-client.ts';
import { shownUrl } from '../images/download/shown-url.ts';

/** A boot partition has 64 MiB, and the firmware most of it; more than this is the wrong file. */
const mostBytes = 16 * 1024 * 1024;
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
    const { shown, bytes } = await readSource(source, reader);
    const text = textOf(bytes);
    if (text === undefined) throw new SlipwayError('firstboot/bad-file', `File ${shown} is no UTF-8 text.`);
    return { source: shown, text: plainLines(text) };
  };
  const files: SourceFile[] = [];
  for (const source of sources.files) files.push(copyOf(await readSource(source, reader)));
  return {
    userData: await lines(sources.userData),
    metaData: await lines(sources.metaData),
    bootConfig: await lines(sources.bootConfig),
    deviceInit: await lines(sources.deviceInit),
    files,
  };
}

interface Read {
  /** The source without the secrets an address may have: it comes up in messages. */
  readonly shown: string;
  readonly bytes: Buffer;
}

/** A file that is copied as it is, whatever it holds. */
function copyOf({ shown, bytes }: Read): SourceFile {
  const text = textOf(bytes);
  return text === undefined ? { source: shown, text: bytes.toString('base64'), encoding: 'base64' } : { source: shown, text };
}

/** The bytes as text that gives the same bytes again; undefined when there is none. */
function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function readSource(source: string, reader: Reader): Promise<Read> {
  if (!isWebAddress(source)) return { shown: source, bytes: await readLocal(source) };
  const shown = shownUrl(source);
  const bytes = await fetchBytes(source, { ...reader, maxBytes: mostBytes });
  // The words of curl --fail, which scripts around hypriot/flash look for.
  if (bytes === undefined) throw new SlipwayError('image/not-found', `The requested URL returned error: 404 (${shown})`);
  return { shown, bytes };
}

async function readLocal(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((thrown: unknown) => {
    const code = systemErrorCode(thrown);
    const reason = code === 'ENOENT' ? 'not found!' : `cannot be read (${code ?? 'unknown error'}).`;
    throw new SlipwayError('firstboot/bad-file', `File ${path} ${reason}`, { cause: thrown });
  });
  if (bytes.length > mostBytes) throw new SlipwayError('firstboot/bad-file', `File ${path} is larger than 16 MiB.`);
  return bytes;
}
