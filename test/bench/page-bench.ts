import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { chromium } from '@playwright/test';
import { firstScripts, scriptSizes } from './page-scripts.ts';
import { dist, type Bench } from './workshop.ts';

/** Size of the page's JavaScript, and when a browser first paints something. */
export const pageBench: Bench = {
  name: 'page',
  async run({ work }) {
    const size = scriptBytes(join(dist, 'renderer'));
    const paint = await firstPaintSeconds(work);
    return [
      {
        name: 'JavaScript of the first page, gzip, against 300 kB',
        ours: `${(size / 1000).toFixed(0)} kB`,
        peer: '300 kB',
        ratio: size / 300_000,
        limit: 1,
        bound: 'most',
      },
      {
        name: 'first contentful paint against 1 s',
        ours: `${paint.toFixed(2)} s`,
        peer: '1 s',
        ratio: paint,
        limit: 1,
        bound: 'most',
      },
    ];
  },
};

/** Bytes of the scripts that the first page loads, gzipped; what a later page needs comes when it is opened. */
function scriptBytes(pageDir: string): number {
  const sizes = scriptSizes(pageDir);
  return [...firstScripts(pageDir)].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
}

async function firstPaintSeconds(work: string): Promise<number> {
  const server = spawn(process.execPath, [
    join(dist, 'headless/cli.js'),
    'serve',
    '--no-open',
    '--json',
    '--data-dir',
    join(work, 'page-data'),
  ]);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const [line] = (await new Promise<Buffer>((resolve) => server.stdout.once('data', resolve))).toString().split('\n');
    const page = await browser.newPage();
    await page.goto((JSON.parse(line ?? '{}') as { url: string }).url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
    return paint / 1000;
  } finally {
    await browser.close();
    server.kill('SIGTERM');
  }
}
