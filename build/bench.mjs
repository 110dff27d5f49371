// `npm run bench`: prints ratios against named peers of the same run. Needs root (zram, blkio) and Debian tools.
import { spawnSync } from 'node:child_process';
import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

ensureInstalled();
await ensureBuilt();
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'test/bench/bench.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
