import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pageDir, root } from './paths.ts';

/** Builds what is stale, once for all specs; a page given by `SLIPWAY_PAGE_DIR` is taken as it is. */
// eslint-disable-next-line no-restricted-syntax -- Playwright asks for a default export.
export default function globalSetup(): void {
  if (process.env['SLIPWAY_PAGE_DIR'] === undefined)
    execFileSync(process.execPath, [join(root, 'build/build.mjs')], { stdio: 'inherit' });
  if (!existsSync(pageDir)) throw new Error(`There is no built page in ${pageDir}.`);
}
