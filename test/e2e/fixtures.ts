import { test as base } from '@playwright/test';
import { startServer } from '../../electron/headless/serve.ts';
import { fakeServices, type FakeServices } from '../fakes/fake-services.ts';
import { pageDir } from './paths.ts';
import { Wizard } from './wizard.ts';

interface Fixtures {
  /** Services in memory behind the real server. */
  readonly fake: FakeServices;
  /** The page, opened at the printed address; fails the test when the page breaks its CSP or throws. */
  readonly wizard: Wizard;
}

export const test = base.extend<Fixtures>({
  fake: async ({}, use) => {
    await use(fakeServices());
  },
  wizard: async ({ page, fake }, use) => {
    const server = await startServer({ services: fake.services, pageDir });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(server.url);
    await use(new Wizard(page));
    base.expect(complaints.filter((complaint) => !isExpected(complaint))).toEqual([]);
    await page.close();
    await server.close();
  },
});

/** Chromium logs every 401 and every broken socket as an error; the page shows them itself. */
const isExpected = (complaint: string): boolean =>
  complaint.startsWith('Failed to load resource') || complaint.includes('WebSocket connection');

export { expect } from '@playwright/test';
