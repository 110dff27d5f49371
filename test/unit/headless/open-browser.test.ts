import { describe, expect, it } from 'vitest';
import { browserCommand } from '../../../electron/headless/open-browser.ts';

const url = 'http://127.0.0.1:4000/#token=a&b';

describe('browserCommand', () => {
  it.each([
    ['win32', 'rundll32'],
    ['darwin', 'open'],
    ['linux', 'xdg-open'],
  ] as const)('passes the address on %s as one argument to %s, so that no shell can read it', (platform, program) => {
    const [command, args] = browserCommand(platform, url);
    expect(command).toBe(program);
    expect(args.some((argument) => argument.endsWith(url))).toBe(true);
  });
});
