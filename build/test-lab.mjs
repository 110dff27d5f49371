// `npm run test:lab`: writes cards with the CLI and boots them as real machines in ../shared/lab.
import { spawnSync } from 'node:child_process';
import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

ensureInstalled();
await ensureBuilt();
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '-c', 'build/vitest.lab.config.ts', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
