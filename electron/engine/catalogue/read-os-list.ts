import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { SlipwayError } from '../../contract/errors.ts';
import { imageEntrySchema, type Board, type ImageEntry } from '../../contract/image.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { fetchJson as fetchOverNetwork, type FetchJson } from './fetch-json.ts';
import { parseOsList, type SkippedEntry } from './os-list.ts';

/** The list that Raspberry Pi Imager 2 reads. */
export const osListUrl = 'https://downloads.raspberrypi.com/os_list_imagingutility_v4.json';

export interface OsListOptions {
  readonly boards: readonly Board[];
  /** Holds the last good list between runs. */
  readonly cacheFile: string;
  /** `cached` asks nobody. */
  readonly mode: 'online' | 'cached';
  readonly url?: string;
  readonly fetchJson?: FetchJson;
  readonly now?: () => Date;
}

export interface KnownOsList {
  readonly images: readonly ImageEntry[];
  /** ISO 8601. */
  readonly readAt: string;
  /** What this reading could not use; empty for a cached list. */
  readonly skipped: readonly SkippedEntry[];
}

/**
 * The online list of images. `online` reads it anew and falls back to the last good copy, whose `readAt` shows its age.
 * Undefined when only the cache was asked and there is none.
 * Errors, only when there is no copy to fall back to: those of `FetchJson`, and `catalogue/bad-list` for a list without images.
 */
export async function readOsList(options: OsListOptions): Promise<KnownOsList | undefined> {
  if (options.mode === 'cached') return readCache(options.cacheFile);
  try {
    return await readOnline(options);
  } catch (error) {
    const cached = await readCache(options.cacheFile);
    if (cached === undefined) throw error;
    return cached;
  }
}

async function readOnline(options: OsListOptions): Promise<KnownOsList> {
  const { boards, cacheFile, url = osListUrl, fetchJson = fetchOverNetwork, now = () => new Date() } = options;
  const budget: Budget = { fetches: maxFetches, seen: new Set([url]), fetchJson };
  const { images, skipped } = parseOsList(await withSubitems(await fetchJson(url), budget, 0), boards);
  if (images.length === 0) throw new SlipwayError('catalogue/bad-list', `${url} lists no image that Slipway can use.`);
  const list: KnownOsList = { images, skipped, readAt: now().toISOString() };
  // What cannot be kept can be shown all the same.
  await writeCache(cacheFile, list).catch(() => undefined);
  return list;
}

const maxFetches = 32;
const maxDepth = 8;

interface Budget {
  fetches: number;
  readonly seen: Set<string>;
  readonly fetchJson: FetchJson;
}

/** Replaces each `subitems_url` by what it holds. A sub-list that cannot be had is left out: the rest still is worth showing. */
async function withSubitems(value: unknown, budget: Budget, depth: number): Promise<unknown> {
  if (depth > maxDepth) return undefined;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value as readonly unknown[]) items.push(await withSubitems(item, budget, depth));
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entry: Readonly<Record<string, unknown>> = { ...value };
  const items = entry['os_list'] ?? entry['subitems'] ?? (await subList(entry['subitems_url'], budget));
  return Array.isArray(items) ? { ...entry, os_list: undefined, subitems: await withSubitems(items, budget, depth + 1) } : entry;
}

async function subList(url: unknown, budget: Budget): Promise<unknown> {
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url) || budget.seen.has(url) || budget.fetches <= 0) return undefined;
  budget.seen.add(url);
  budget.fetches -= 1;
  try {
    const list = await budget.fetchJson(url);
    return typeof list === 'object' && list !== null && 'os_list' in list ? list.os_list : undefined;
  } catch (error) {
    if (error instanceof SlipwayError) return undefined;
    throw error;
  }
}

const cacheSchema = z.object({ version: z.literal(1), readAt: z.iso.datetime(), images: z.array(imageEntrySchema) });

/** A cache that is damaged, or of another version, counts as none: it can be had again. */
async function readCache(file: string): Promise<KnownOsList | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const cache = cacheSchema.safeParse(parseOrNothing(text));
  return cache.success ? { images: cache.data.images, readAt: cache.data.readAt, skipped: [] } : undefined;
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeCache(file: string, { images, readAt }: KnownOsList): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomically(file, JSON.stringify({ version: 1, readAt, images }));
}
