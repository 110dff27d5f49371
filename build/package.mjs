// `npm run package`: installers for the kind of machine this runs on, into release/. Needs Electron's binary from the network.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './bundle.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';

ensureInstalled();
// Chunks of earlier builds lie beside the newest: a package takes the newest only.
rmSync(join(root, 'dist'), { recursive: true, force: true });
await ensureBuilt();
const builder = join(root, 'node_modules/electron-builder/cli.js');
const { status } = spawnSync(
  process.execPath,
  [builder, 'build', '--config', 'build/electron-builder.config.mjs', '--publish', 'never', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
