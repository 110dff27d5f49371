// Draws the import rules as they stand in the code: resources/house.svg. Needs graphviz (`apt-get install graphviz`).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.mjs';

const cruise = [
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'dot',
];
const only = ['--include-only', '^(electron|renderer)/', '--collapse', '^(electron/engine/[^/]+|electron/[^/]+|renderer)'];
const { stdout } = spawnSync(process.execPath, [...cruise, ...only, 'electron', 'renderer'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64e6,
});
const dot = spawnSync('dot', ['-Tsvg', '-o', join(root, 'resources/house.svg')], {
  input: stdout,
  stdio: ['pipe', 'inherit', 'inherit'],
});
process.exit(dot.status ?? 1);
