// `npm test`: installs, builds, then runs every test this machine can run, and ends with what was left out and how to enable it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

/** @typedef {{ name: string, passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ name: string, why: string, enable: string }} Gap */

ensureInstalled();
await ensureBuilt();

const out = mkdtempSync(join(tmpdir(), 'slipway-test-'));
const gaps = [...toolGaps(), ...browserGap(), ...electronGap(), ...labGap()];
const tallies = [check(), unit(), ...(browserGap().length === 0 ? [e2e()] : [])];
rmSync(out, { recursive: true, force: true });
summarise();

/** @returns {Tally} */
function check() {
  const ok = node(['build/check.mjs']) === 0;
  return { name: 'check', passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** @returns {Tally} */
function unit() {
  const file = join(out, 'unit.json');
  const status = node([
    'node_modules/vitest/vitest.mjs',
    'run',
    '-c',
    'build/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = readJson(file);
  const failed = (report?.numFailedTests ?? 0) + unloaded(report);
  return {
    name: 'unit',
    passed: report?.numPassedTests ?? 0,
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: report?.numPendingTests ?? 0,
  };
}

/**
 * Files that failed before any of their tests ran. Not `numFailedTestSuites`: it counts each `describe` around a failed test.
 * @param {{ testResults?: { status: string, assertionResults: unknown[] }[] } | undefined} report
 */
function unloaded(report) {
  return (report?.testResults ?? []).filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
}

/** @returns {Tally} */
function e2e() {
  const file = join(out, 'e2e.json');
  const status = node(
    ['node_modules/@playwright/test/cli.js', 'test', '-c', 'test/e2e/playwright.config.ts', '--reporter=line,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  );
  const stats = readJson(file)?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  return {
    name: 'e2e',
    passed: stats?.expected ?? 0,
    failed: status === 0 ? failed : Math.max(1, failed),
    skipped: stats?.skipped ?? 0,
  };
}

/** @returns {Gap[]} */
function toolGaps() {
  if (process.platform !== 'linux')
    return [
      {
        name: 'real disks',
        why: 'FAT, ext4 and zram cards are judged by Linux tools',
        enable: 'run npm test on Debian or Ubuntu',
      },
    ];
  const missing = Object.entries({
    mcopy: 'mtools',
    'mkfs.vfat': 'dosfstools',
    'mkfs.ext4': 'e2fsprogs',
    sfdisk: 'fdisk',
    xz: 'xz-utils',
    'cloud-init': 'cloud-init',
  })
    .filter(([tool]) => !onPath(tool))
    .map(([, packageName]) => packageName);
  const tools =
    missing.length === 0
      ? []
      : [
          {
            name: 'real disks and files',
            why: `${missing.join(', ')} not installed`,
            enable: `apt-get install ${missing.join(' ')}`,
          },
        ];
  const zram = process.getuid?.() === 0 && existsSync('/sys/class/zram-control/hot_add');
  return zram
    ? tools
    : [...tools, { name: 'zram cards', why: 'needs root and the zram module', enable: 'sudo modprobe zram && sudo npm test' }];
}

/** @returns {Gap[]} */
function browserGap() {
  const found = ['/usr/bin/chromium', process.env.SLIPWAY_CHROMIUM ?? ''].some((path) => path !== '' && existsSync(path));
  return found
    ? []
    : [{ name: 'e2e', why: 'no Chromium at /usr/bin/chromium', enable: 'apt-get install chromium   (or set SLIPWAY_CHROMIUM)' }];
}

/** @returns {Gap[]} */
function electronGap() {
  return existsSync(join(root, 'node_modules/electron/path.txt'))
    ? []
    : [{ name: 'e2e in Electron', why: "Electron's program is not downloaded", enable: 'npx install-electron && npm run e2e' }];
}

/** @returns {Gap[]} */
function labGap() {
  const tools = process.env.SLIPWAY_LAB_TOOLS ?? join(root, '../shared/lab');
  if (!existsSync(join(tools, 'lab.sh')))
    return [{ name: 'lab', why: `no lab.sh in ${tools}`, enable: 'SLIPWAY_LAB_TOOLS=FOLDER npm run test:lab' }];
  return [{ name: 'lab', why: 'boots real machines for minutes, so it has a command of its own', enable: 'npm run test:lab' }];
}

function summarise() {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const rows = tallies.map(
    ({ name, passed, failed, skipped }) => `  ${name.padEnd(6)} ${passed} passed, ${failed} failed, ${skipped} skipped`,
  );
  process.stdout.write(`\n${rows.join('\n')}\n`);
  for (const { name, why, enable } of gaps) process.stdout.write(`  skipped: ${name}: ${why}. Enable: ${enable}\n`);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
  process.exit(sum('failed') > 0 ? 1 : 0);
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function node(args, env = {}) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status;
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} tool */
function onPath(tool) {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, tool)));
}
