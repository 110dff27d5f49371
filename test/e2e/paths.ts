import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const pageDir = process.env['SLIPWAY_PAGE_DIR'] ?? `${root}dist/renderer`;
export const screenshotsDir = `${root}resources/screenshots`;
