import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../../electron/main/app-menu.ts';

const flat = (platform: NodeJS.Platform, packaged: boolean): string => JSON.stringify(menuTemplate(platform, packaged));

describe('menuTemplate', () => {
  it('offers zoom, copy and paste everywhere', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const)
      for (const role of ['zoomIn', 'editMenu']) expect(flat(platform, true)).toContain(`"${role}"`);
  });

  it('has the application menu on macOS, where Quit lives there', () => {
    expect(flat('darwin', true)).toContain('"appMenu"');
    expect(flat('linux', true)).toContain('"fileMenu"');
  });

  it('has developer tools in a clone only, and no way to load the page anew or elsewhere', () => {
    expect(flat('linux', false)).toContain('toggleDevTools');
    expect(flat('linux', true)).not.toMatch(/toggleDevTools|reload/i);
  });
});
