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
