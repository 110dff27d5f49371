import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const dist = join(root, 'dist');
const stamp = join(dist, '.stamp');
const inputs = ['electron', 'renderer', 'build', 'resources/catalogue', 'package-lock.json'];

/** Builds when a source changed since the last build; says nothing otherwise. */
export async function ensureBuilt() {
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  process.stderr.write('Building Slipway …\n');
  rmSync(stamp, { force: true });
  const { buildAll } = await import('./vite.mjs');
  await buildAll(dist);
  writeFileSync(stamp, now);
}

/** Names, sizes and modification times of every source: cheap, and enough to notice an edit. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const input of inputs) addTo(hash, join(root, input));
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function addTo(hash, path) {
  const info = statSync(path);
  if (info.isDirectory()) {
    for (const name of readdirSync(path).sort()) addTo(hash, join(path, name));
  } else {
    hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
  }
}
