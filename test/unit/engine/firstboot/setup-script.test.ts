import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBootFiles } from '../../../../electron/engine/firstboot/first-boot-files.ts';
import { writeFile } from '../../../../electron/engine/firstboot/setup-script.ts';
import { testInput, testPlan, wifiNetwork } from '../../../fakes/first-boot-input.ts';
import { nastyText } from '../../../fakes/nasty-text.ts';
import { tempFolder } from '../../../fakes/temp-folder.ts';

const isPosix = process.platform !== 'win32';
const run = (lines: readonly string[]): string => execFileSync('sh', ['-e', '-c', lines.join('\n')], { encoding: 'utf8' });

describe.skipIf(!isPosix)('writeFile in a shell script (needs sh)', () => {
  it.each(nastyText)('writes exactly %j', (text) => {
    const path = join(tempFolder(), "it's a folder", 'file');
    const content = `${text}\n`;
    run(writeFile({ path, mode: '0600', content }));
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes any text, many files in one script', () => {
    const line = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed().replaceAll('\0', ''));
    const contents = fc.array(
      line.map((text) => `${text}\nEND\n`),
      { minLength: 30, maxLength: 30 },
    );
    fc.assert(
      fc.property(contents, (all) => {
        const dir = tempFolder();
        run(all.flatMap((content, index) => writeFile({ path: join(dir, `${index}`), mode: '0644', content })));
        expect(all.map((_, index) => readFileSync(join(dir, `${index}`), 'utf8'))).toEqual(all);
      }),
      { numRuns: 5 },
    );
  });

  it('takes away permissions that an old file had', () => {
    const path = join(tempFolder(), 'key');
    writeFileSync(path, 'old');
    chmodSync(path, 0o666);
    run(writeFile({ path, mode: '0600', content: 'new\n' }));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

const scripts = [
  { image: 'raspios-bookworm', name: 'firstrun.sh', shell: 'bash' },
  { image: 'hypriotos-1.6', name: 'slipway-setup.sh', shell: 'sh' },
] as const;

describe.skipIf(!isPosix)('the scripts of images without cloud-init (needs sh)', () => {
  it.each(scripts)('are sound for $shell whatever the user typed: $name', ({ image, name, shell }) => {
    for (const text of nastyText.filter((value) => value !== '')) {
      const plan = testPlan({
        name: text,
        login: { user: text, authorizedKeys: [text] },
        locale: { timezone: text, keyboard: text, locale: text },
        network: { ...wifiNetwork, wifi: { ssid: text, country: text } },
      });
      const script = firstBootFiles(testInput(image, { plan, secrets: { passwordHash: text, wifiKey: text } })).find(
        ({ path }) => path === name,
      );
      expect(script?.content).toMatch(/^#!/);
      execFileSync(shell, ['-n'], { input: script?.content ?? '' });
    }
  });

  it('end firstrun.sh the way raspberrypi-sys-mods rewrites it on Bookworm', () => {
    const script = firstBootFiles(testInput('raspios-bookworm')).find(({ path }) => path === 'firstrun.sh')?.content ?? '';
    const lines = script.trimEnd().split('\n');
    const cut = lines.findIndex((line) => /rm.*firstrun\.sh$/.test(line));
    expect(lines.slice(cut)).toEqual([
      'rm -f /boot/firstrun.sh',
      String.raw`sed -i 's| systemd\.[^ ]*||g' /boot/cmdline.txt`,
      'exit 0',
    ]);
  });
});
