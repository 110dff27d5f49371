// `npm start`: installs, builds, then opens the wizard in Electron, or in the browser where Electron is not to be had.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

const args = process.argv.slice(2);
ensureInstalled();
await ensureBuilt();

const obstacle = electronObstacle();
if (obstacle === undefined) run(electronPath(), ['.', ...args], { SLIPWAY_NODE: process.execPath });
else {
  process.stderr.write(`Opening in the browser, because ${obstacle}.\n`);
  run(process.execPath, [join(root, 'dist/headless/cli.js'), 'serve', ...args], {});
}

/** @returns {string | undefined} why Electron cannot be used here */
function electronObstacle() {
  if (process.env.SLIPWAY_SHELL === 'browser') return 'SLIPWAY_SHELL=browser asks for it';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no graphical display for Electron';
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root';
  if (!existsSync(electronPath()))
    spawnSync(process.execPath, [join(root, 'node_modules/electron/install.js')], { stdio: 'ignore', timeout: 600_000 });
  return existsSync(electronPath()) ? undefined : "Electron's program could not be downloaded";
}

function electronPath() {
  const home = join(root, 'node_modules/electron');
  const name = existsSync(join(home, 'path.txt')) ? readFileSync(join(home, 'path.txt'), 'utf8').trim() : 'electron';
  return join(home, 'dist', name);
}

/**
 * @param {string} command
 * @param {string[]} argv
 * @param {Record<string, string>} env
 */
function run(command, argv, env) {
  const child = spawn(command, argv, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}
