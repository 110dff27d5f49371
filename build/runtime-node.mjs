import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** electron-builder's numbers for architectures (`builder-util` `Arch`), by Node's names. */
const archNumbers = { ia32: 0, x64: 1, armv7l: 2, arm64: 3 };

/** Folder that `extraResources` takes the writer's Node from. */
export const runtimeDir = 'release/.runtime';

/**
 * electron-builder's `beforePack`: puts the Node that builds beside the app, for the writer program. Electron itself cannot
 * run it: with its fuses it is no Node, and as root Chromium refuses to start (balena-io/etcher#4173).
 * @param {{ electronPlatformName: string, arch: number }} context
 */
export function copyRuntimeNode({ electronPlatformName, arch }) {
  const own = /** @type {Record<string, number>} */ (archNumbers)[process.arch];
  if (electronPlatformName !== process.platform || arch !== own) {
    throw new Error(
      `This Node is for ${process.platform} ${process.arch}. Build the package on the kind of machine it is for: its writer takes the Node that builds it.`,
    );
  }
  const target = join(root, runtimeDir, process.platform === 'win32' ? 'node.exe' : 'node');
  mkdirSync(join(root, runtimeDir), { recursive: true });
  copyFileSync(process.execPath, target);
  chmodSync(target, 0o755);
}
