// `npm run check`: types, lint, room walls, dead code, format. Each names itself; all run even when one fails.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

ensureInstalled();

const rooms = ['electron', 'renderer', 'test', 'build'];
const checks = [
  ...rooms.map((room) => /** @type {const} */ ([`types: ${room}`, ['typescript/bin/tsc', '-p', room]])),
  /** @type {const} */ (['lint', ['eslint/bin/eslint.js', '-c', 'build/eslint.config.mjs', ...rooms]]),
  /** @type {const} */ ([
    'room walls',
    ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'electron', 'renderer'],
  ]),
  /** @type {const} */ (['dead code', ['knip/bin/knip.js', '--config', 'build/knip.json']]),
  /** @type {const} */ (['format', ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']]),
];

const failed = checks.filter(([name, [tool, ...args]]) => {
  process.stderr.write(`· ${name}\n`);
  return spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], { cwd: root, stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) process.stderr.write(`failed: ${failed.map(([name]) => name).join(', ')}\n`);
process.exit(failed.length > 0 ? 1 : 0);
