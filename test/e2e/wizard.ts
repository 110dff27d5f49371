import { expect, type Locator, type Page } from '@playwright/test';

/** The page as a person uses it: by what it says. */
export class Wizard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** Arrived: the heading is there and has the focus. */
  async at(name: string | RegExp): Promise<void> {
    await expect(this.heading(name)).toBeVisible();
    await expect(this.heading(name)).toBeFocused();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name });
  }

  field(name: string | RegExp): Locator {
    return this.page.getByRole('textbox', { name });
  }

  /** Opens a list and takes one of its options. */
  async choose(name: string | RegExp, option: string | RegExp): Promise<void> {
    await this.button(name).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  /** Presses Tab until the named thing has the focus, as a person without a mouse does; it must come within one round. */
  async tabTo(name: string | RegExp): Promise<void> {
    const seen: string[] = [];
    for (let press = 0; press < 150; press += 1) {
      await this.page.keyboard.press('Tab');
      const focused = await this.page.evaluate(nameOfFocused);
      if (typeof name === 'string' ? focused === name : name.test(focused)) return;
      seen.push(focused);
    }
    throw new Error(`Tab does not lead to ${String(name)}; it led to: ${seen.join(' | ')}`);
  }

  /** What the rack says of a node, in words. */
  rack(node: string): Locator {
    return this.page.getByRole('complementary', { name: 'The rack' }).getByRole('listitem').filter({ hasText: node });
  }

  /** Goes to an address of the app without loading it anew. */
  async goTo(hash: string): Promise<void> {
    await this.page.evaluate((next) => {
      window.location.hash = next;
    }, hash);
  }

  async openProject(dir: string): Promise<void> {
    await this.goTo(`#/plan?dir=${encodeURIComponent(dir)}`);
    await this.at('What should the cluster look like?');
  }
}

/** Runs in the page: what a screen reader would call the focused element, near enough. */
function nameOfFocused(): string {
  const element = document.activeElement;
  if (element === null) return '';
  const labelled = (element.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id))
    .map((label) => label?.getAttribute('aria-label') ?? label?.textContent ?? '')
    .join(' ')
    .trim();
  return element.getAttribute('aria-label') ?? (labelled === '' ? element.textContent.trim() : labelled);
}
