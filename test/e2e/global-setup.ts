import { existsSync } from 'node:fs';
import { ensureBuilt } from '../../build/bundle.mjs';
import { pageDir } from './paths.ts';

/** Builds what is stale, once for all specs; a page given by `SLIPWAY_PAGE_DIR` is taken as it is. */
export default async function globalSetup(): Promise<void> {
  if (process.env['SLIPWAY_PAGE_DIR'] === undefined) await ensureBuilt();
  if (!existsSync(pageDir)) throw new Error(`There is no built page in ${pageDir}.`);
}
