import { chromium, type Locator, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { limit } from './ssh-bench.ts';
import type { Measurement } from './measure.ts';
import { dist, type Bench } from './workshop.ts';

const dir = '/busy';
const repetitions = 12;
const allowedMs = 100;

/**
 * 256 nodes, 3328 steps, logs growing in eight places: from an event of a person to the next paint (Event Timing, as INP
 * is measured), the slowest of a dozen of each or more.
 */
export const busyPageBench: Bench = {
  name: 'busy-page',
  async run() {
    const path = fileURLToPath(new URL('busy-engine.ts', import.meta.url));
    const engine = spawn(process.execPath, ['--import', 'tsx', path, join(dist, 'renderer'), dir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const browser = await chromium.launch({
      executablePath: process.env['SLIPWAY_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    try {
      const [url] = (await once(createInterface(engine.stdout), 'line')) as [string];
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.addInitScript(watchInteractions);
      await page.goto(url);
      const before = loadavg()[0] ?? 0;
      const rows = [await chooseNode(page), await typeFilter(page), await openLog(page)];
      process.stderr.write(`busy-page: load average ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after\n`);
      return rows;
    } finally {
      await browser.close();
      engine.kill('SIGKILL');
    }
  },
};

async function goTo(page: Page, name: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${name}?dir=${dir}`);
}

async function chooseNode(page: Page): Promise<Measurement> {
  const times: number[] = [];
  for (let round = 0; round < repetitions; round += 1) {
    await goTo(page, 'boot');
    const link = page.getByRole('link', { name: `pi-node00${String((round % 6) + 1)}`, exact: true });
    await link.waitFor();
    times.push(await slowest(page, () => link.click()));
    await page.getByRole('heading', { level: 1, name: /^How is / }).waitFor();
  }
  return row('a node is chosen', times);
}

async function typeFilter(page: Page): Promise<Measurement> {
  await goTo(page, 'boot');
  const field = page.getByRole('searchbox', { name: 'Find a node' });
  await field.click();
  const times: number[] = [];
  for (let round = 0; round < repetitions; round += 1) {
    await field.fill('');
    times.push(await slowest(page, () => page.keyboard.type('node1')));
  }
  return row('typing in the filter', times);
}

async function openLog(page: Page): Promise<Measurement> {
  await goTo(page, 'kubernetes');
  const summed = page.getByRole('listitem').filter({ hasText: 'under way' }).first();
  await summed.locator('summary').click();
  const inState = (state: string): Locator => summed.getByRole('button', { name: new RegExp(`: ${state}$`) }).first();
  const drawer = page.getByRole('region', { name: /·/ });
  const times: number[] = [];
  for (let round = 0; round < repetitions; round += 1) {
    times.push(await slowest(page, () => inState('working').click()));
    await drawer.waitFor();
    times.push(await slowest(page, () => inState('done').click()));
    times.push(await slowest(page, () => page.keyboard.press('Escape')));
    await drawer.waitFor({ state: 'detached' });
  }
  return row('the log of a step is opened, changed for another, closed', times);
}

const row = (what: string, times: readonly number[]): Measurement => {
  process.stderr.write(`busy-page: ${what}: ${times.join(' ')} ms\n`);
  return limit(`${what}, 256 nodes and logs streaming`, Math.max(...times), { unit: 'ms', allowed: allowedMs });
};

/** Milliseconds from the event to the next paint, of the slowest event of an act; 16 stands for all that is faster. */
async function slowest(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    window.slowestInteraction = 16;
  });
  await act();
  // Event Timing tells of an event after the frame that shows its effect.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  return page.evaluate(() => window.slowestInteraction);
}

declare global {
  interface Window {
    slowestInteraction: number;
  }
}

/** Runs in the page, before anything else. Hovering is no interaction: only what has an id counts, as for INP. */
function watchInteractions(): void {
  window.slowestInteraction = 16;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[])
      if (entry.interactionId !== 0) window.slowestInteraction = Math.max(window.slowestInteraction, entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}
