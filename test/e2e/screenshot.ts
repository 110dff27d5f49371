import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { screenshotsDir } from './paths.ts';

/** A picture for the README, in `resources/screenshots/`; taken only with `UPDATE_SCREENSHOTS=1`. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
  mkdirSync(screenshotsDir, { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(screenshotsDir, `${name}.png`), animations: 'disabled' });
}
