// Runs before anything is installed: node's own modules only.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Installs what is missing from the lockfile; says nothing when all of it is there. */
export function ensureInstalled() {
  if (missingPackages().length === 0) return;
  process.stderr.write('Installing what Slipway is built on (npm ci) …\n');
  const { status } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    process.stderr.write('npm ci failed: check the network or the npm registry settings, then run the command again.\n');
    process.exit(1);
  }
}

/**
 * npm keeps a copy of the lockfile of what it really installed in node_modules; comparing the two needs no stamp of our own.
 * @returns {string[]} paths of required packages that are absent or of another version
 */
function missingPackages() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted)
    .filter(([path, lock]) => path !== '' && !lock.optional && !lock.devOptional && installed[path]?.version !== lock.version)
    .map(([path]) => path);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** @param {string[]} args */
export function npm(args) {
  const cli = process.env.npm_execpath;
  const [command, ...rest] = cli?.endsWith('.js')
    ? [process.execPath, cli, ...args]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...args];
  return spawnSync(command, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: command === 'npm.cmd' });
}
